"""Why a notebook ran, or did not: one line a person can act on."""

from __future__ import annotations

from yearbook.press.run.execute import Job

# Kind → (Vietnamese, English); {what} is what changed.
_WHY = {
    "same": ("giữ nguyên, không có gì thay đổi", "kept, nothing changed"),
    "new": ("chạy, vì chưa có kết quả nào", "runs, there is no result yet"),
    "given": ("chạy, vì {what} khác trước", "runs: {what} is not what it was"),
    "changed": ("chạy, vì {what} đã thay đổi", "runs: {what} changed"),
    "appeared": ("chạy, vì mới có {what}", "runs: {what} is new"),
    "gone": ("chạy, vì {what} không còn", "runs: {what} is gone"),
    "doubt": ("chạy, vì không theo dõi hết được: {what}", "runs, not all it does can be seen: {what}"),
    "damaged": ("chạy, vì kết quả đã giữ bị hỏng hoặc bị xóa", "runs, the kept result is damaged or deleted"),
    "forced": ("chạy, vì có --force", "runs, because of --force"),
}
# What a notebook did that nobody can keep an eye on, see `reads.Reads.doubt`.
_DEEDS = {
    "reads": ("sổ tay đọc {what}", "it reads {what}"),
    "writes": ("sổ tay ghi {what}", "it writes {what}"),
    "starts": ("sổ tay chạy chương trình {what}", "it starts the program {what}"),
    "asks": ("sổ tay hỏi mạng {what}", "it asks the network {what}"),
}


def explained(job: Job, why: tuple[str, str]) -> str:
    """Return the line for one job: "economy vi: chạy, vì data/2021/figures.csv đã thay đổi / runs: …"."""
    kind, what = why
    what_vi = what_en = what
    if kind == "doubt":
        deed, _, on = what.partition(" ")
        # One that an earlier version kept is said as it stands.
        what_vi, what_en = (text.format(what=on) for text in _DEEDS.get(deed, (what, what)))
    vi, en = _WHY[kind][0].format(what=what_vi), _WHY[kind][1].format(what=what_en)
    return f"{job.section} {job.language}: {vi} / {en}"
