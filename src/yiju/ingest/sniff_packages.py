"""What a ZIP archive or an OLE compound file is: an Office document, a mail, or neither."""

import zipfile
from pathlib import Path

from yiju.ingest.forms import Form, Sniffed
from yiju.ingest.zip_directory import small_directory

SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 或 PDF 后再导入。"
_SAVE_SHEET = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。"
_SAVE_SLIDES = "请用 PowerPoint 或 WPS 打开，另存为 .pptx 或 PDF 后再导入。"
_SAVE_OFD = "请用 OFD 阅读器打开，转成 PDF 后再导入。"
_OFFICE = {Form.DOCX: "Word 文档", Form.XLSX: "Excel 工作簿", Form.PPTX: "PowerPoint 演示文稿"}
_BODIES = {
    "word/document.xml": Form.DOCX,
    "xl/workbook.xml": Form.XLSX,
    "ppt/presentation.xml": Form.PPTX,
}
_ODF = (
    (b"opendocument.text", "OpenDocument 文字", SAVE_AS),
    (b"opendocument.spreadsheet", "OpenDocument 表格", _SAVE_SHEET),
    (b"opendocument.presentation", "OpenDocument 演示", _SAVE_SLIDES),
)
_XML = (
    (b'progid="Excel.Sheet"', "XML 格式的 Excel 表格", _SAVE_SHEET),
    (b'urn:schemas-microsoft-com:office:spreadsheet"', "XML 格式的 Excel 表格", _SAVE_SHEET),
    (b'progid="Word.Document"', "XML 格式的 Word 文档", SAVE_AS),
    (b"schemas.microsoft.com/office/word/2003/wordml", "XML 格式的 Word 文档", SAVE_AS),
    (b'progid="PowerPoint.Show"', "XML 格式的 PowerPoint 演示文稿", _SAVE_SLIDES),
    (b"schemas.microsoft.com/office/2006/xmlPackage", "XML 格式的 Office 文件", SAVE_AS),
)


def of_zip(path: Path, named: Form | None) -> Sniffed:
    """An archive's form, by the names in it; a form that cannot be read is named."""
    if not small_directory(path):
        return Sniffed(None, looks_like="ZIP 目录过大，疑似压缩炸弹，未读取", hint="请检查文件来源。")
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except Exception:  # the directory's damage shows as many kinds of error
        what = _OFFICE.get(named, "压缩包") if named else "压缩包"
        return Sniffed(
            None, looks_like=f"{what}已损坏或不完整（ZIP 结构读不出）", hint="请重新下载或再要一份。"
        )
    for body, form in _BODIES.items():
        if body in names:
            return Sniffed(form)
    if "[content_types].xml" in names:
        if "xl/workbook.bin" in names:
            return Sniffed(None, looks_like="是二进制的 Excel 工作簿（xlsb），暂不支持", hint=_SAVE_SHEET)
        for folder, form in (("word/", Form.DOCX), ("xl/", Form.XLSX), ("ppt/", Form.PPTX)):
            if any(name.startswith(folder) for name in names):
                return Sniffed(form)
        if named in _OFFICE:
            return Sniffed(named)
    for mark, name, what in _ODF:
        if mark in mimetype:
            return Sniffed(None, looks_like=f"是 {name}文件，暂不支持", hint=what)
    if "content.xml" in names:
        return Sniffed(None, looks_like="是 OpenDocument 文件，暂不支持", hint=SAVE_AS)
    if "ofd.xml" in names:
        return Sniffed(None, looks_like="是 OFD 版式文件，暂不支持", hint=_SAVE_OFD)
    return Sniffed(Form.ZIP)


def of_ole(path: Path) -> Sniffed:
    """Outlook mail, legacy Office files, and encrypted modern ones, are OLE compound files."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = {"/".join(entry) for entry in ole.listdir()}
    except Exception:  # olefile raises many kinds on damaged files
        return Sniffed(None, looks_like="旧版 Office 文件已损坏", hint="请重新下载或再要一份。")
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        return Sniffed(
            None, looks_like="Office 文件有打开密码，无法读取", hint="请去掉密码后另存一份再导入。"
        )
    if any(name.startswith(("__substg1.0_", "__properties", "__nameid")) for name in streams):
        return Sniffed(Form.MSG)
    known = {
        "worddocument": ("旧版 Word（doc）", SAVE_AS),
        "workbook": ("旧版 Excel（xls）", _SAVE_SHEET),
        "book": ("旧版 Excel（xls）", _SAVE_SHEET),
        "powerpoint document": ("旧版 PowerPoint（ppt）", _SAVE_SLIDES),
    }
    for stream in streams:
        if stream.lower() in known:
            name, what = known[stream.lower()]
            return Sniffed(None, looks_like=f"是{name}文件，暂不支持", hint=what)
    return Sniffed(None, looks_like="是 OLE 复合文件，不是可读的资料", hint=SAVE_AS)


def of_xml(start: bytes) -> Sniffed | None:
    """Office files in one piece of XML, by the program or names that they tell; None of any other text."""
    if not start.startswith(b"<"):
        return None
    for mark, name, what in _XML:
        if mark in start[:4096]:
            return Sniffed(None, looks_like=f"是{name}，暂不支持", hint=what)
    return None
