"""Where an emoji ends a sentence: people write one in the place of a stop."""

import re
from collections.abc import Mapping

from babelix.text.keep.spans import Span
from babelix.text.sentences import Cut

# So many words before and after, so that an emoji in the place of a word (I ❤ Paris) cuts nothing.
_BEFORE, _AFTER = 3, 2


def cut_after_emoji(sentence: str, spans: Mapping[str, Span]) -> Cut:
    """Return `sentence`, in which marks stand for `spans`, cut after emoji that a word with a capital follows."""
    emoji = "".join(mark for mark, span in spans.items() if span.kind == "emoji")
    parts, gaps, end = [], [""], 0
    for found in re.finditer(rf"[{emoji}](\s+)(?=\w)", sentence) if emoji else ():
        before, after = sentence[end : found.start(1)], sentence[found.end() :]
        if after[0].isupper() and len(before.split()) > _BEFORE and len(after.split()) >= _AFTER:
            parts.append(before)
            gaps.append(found[1])
            end = found.end()
    return Cut([*parts, sentence[end:]], [*gaps, ""])
