"""Commands that files show: are they commands, with arguments and options that exist?"""

import shlex

from linkage.cli import parser


def wrong(words: list[str]) -> str | None:
    """What the command line would say against these words, without doing anything; None when they are right."""
    command = parser()
    given = list(words)
    context = command.make_context("linkage", given, resilient_parsing=False)
    try:
        while hasattr(command, "resolve_command"):
            _, command, given = command.resolve_command(context, [*context._protected_args, *context.args])
            context = command.make_context(command.name, given, parent=context)
    except Exception as error:
        return f"{' '.join(words)}: {getattr(error, 'message', None) or type(error).__name__}"
    return None


def lines(block: str) -> list[list[str]]:
    """The commands of a block of shell, as words: continued lines joined, comments and assignments left out."""
    found = []
    for line in block.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        while words and "=" in words[0] and not words[0].startswith("-"):
            words = words[1:]
        if words:
            found.append(words)
    return found
