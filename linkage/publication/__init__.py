"""Publications: their schema, manifest, writer, reader and release."""
