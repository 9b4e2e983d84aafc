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
    "audited": ("chạy, vì có --audit", "runs, because of --audit"),
    "forced": ("chạy, vì có --force", "runs, because of --force"),
}
# What a notebook did that nobody can keep an eye on, see `reads.Reads.doubt`.
_DEEDS = {
    "reads": ("sổ tay đọc {what}", "it reads {what}"),
    "writes": ("sổ tay ghi {what}", "it writes {what}"),
    "starts": ("sổ tay chạy chương trình {what}", "it starts the program {what}"),
    "asks": ("sổ tay hỏi mạng {what}", "it asks the network {what}"),
    "uses": ("sổ tay đọc mọi biến môi trường ({what})", "it reads every variable of the environment ({what})"),
    "time": ("sổ tay hỏi giờ ({what})", "it asks for the time ({what})"),
    "chance": ("sổ tay lấy số ngẫu nhiên ({what})", "it draws by chance ({what})"),
    "machine": ("sổ tay hỏi về chính máy này ({what})", "it asks about this very machine ({what})"),
    "unseen": ("sổ tay dùng {what}, có thể đọc tệp mà không ai thấy", "it uses {what}, which may read files unseen"),
}
# What is no file has a name of its own.
_NAMES = {
    "surroundings": ("múi giờ hoặc ngôn ngữ của máy", "the time zone or the language of this machine"),
    "root": ("nơi đặt sổ tay", "where the workbook lies"),
    "installed:": ("gói phần mềm đã cài", "what is installed"),
    "$": ("biến môi trường {what}", "the variable {what}"),
    "!": ("{what} (kích thước, ngày)", "{what} (size, date)"),
}
_MOST = 6


def _listed(labels: list[str]) -> tuple[str, str]:
    """Return what changed, named in both languages; of many the first few."""
    named = list(dict.fromkeys(_named(label) for label in labels))
    more = len(named) - _MOST
    vi, en = (", ".join(names[:_MOST]) for names in zip(*named, strict=True)) if named else ("", "")
    return (f"{vi} và {more} thứ khác", f"{en} and {more} more") if more > 0 else (vi, en)


def _named(label: str) -> tuple[str, str]:
    for sign, (vi, en) in _NAMES.items():
        if label.startswith(sign):
            return vi.format(what=label.removeprefix(sign)), en.format(what=label.removeprefix(sign))
    return (label, label)


def explained(job: Job, why: tuple[str, str]) -> str:
    """Return the line for one job: "economy vi: chạy, vì data/2021/figures.csv đã thay đổi / runs: …"."""
    kind, what = why
    if kind == "doubt":
        deed, _, on = what.partition(" ")
        what_vi, what_en = (text.format(what=on) for text in _DEEDS[deed])
    else:
        what_vi, what_en = _listed(what.split(", ") if what else [])
    vi, en = _WHY[kind][0].format(what=what_vi), _WHY[kind][1].format(what=what_en)
    return f"{job.section} {job.language}: {vi} / {en}"
