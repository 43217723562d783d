"""Times as callers read them: RFC 3339 in UTC, to the second."""

from linkage.printable import iso as iso
from linkage.printable import stamp as stamp
