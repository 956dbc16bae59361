# SPDX-License-Identifier: Apache-2.0
"""Documents as word processors leave them. `mark` stands wherever a reader does not look; `shown` is what a reader sees."""
import zipfile
import zlib
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(path, members):
    with zipfile.ZipFile(path, "w") as z:
        for name, content in members.items():
            z.writestr(zipfile.ZipInfo(name, (2024, 5, 12, 21, 10, 0)), content,
                       zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return path


def docx(folder, mark, shown):
    body = f"""<?xml version="1.0" encoding="UTF-8"?><w:document {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>
<w:p w:rsidR="00A1"><w:r><w:t>{shown}</w:t></w:r><w:r><w:tab/><w:t xml:space="preserve"> one</w:t></w:r></w:p>
<w:p><w:del w:author="{mark}" w:date="2024-05-12T21:10:00Z"><w:r><w:delText>{mark} deleted</w:delText></w:r></w:del>
<w:ins w:author="{mark}"><w:r><w:t>inserted stays</w:t></w:r></w:ins></w:p>
<w:p><w:moveFrom w:author="{mark}"><w:r><w:t>{mark} moved</w:t></w:r></w:moveFrom><w:moveTo w:author="{mark}"><w:r><w:t>moved here</w:t></w:r></w:moveTo></w:p>
<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{mark} hidden</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>not hidden</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:rStyle w:val="Gone"/></w:rPr><w:t>{mark} hidden by a style</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="GoneToo"/></w:pPr><w:r><w:t>{mark} hidden by a paragraph's style</w:t></w:r></w:p>
<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>commented</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>
<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> AUTHOR "{mark}" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>cell b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>"""
    styles = f"""<w:styles {W}><w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="GoneParent"><w:rPr><w:vanish w:val="true"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="GoneToo"><w:basedOn w:val="GoneParent"/></w:style></w:styles>"""
    core = f'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{mark}</dc:creator></cp:coreProperties>'
    return packed(Path(folder, "letter.docx"), {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": body, "word/styles.xml": styles, "docProps/core.xml": core, "customXml/item1.xml": f"<a>{mark}</a>",
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="0" w:author="{mark}"><w:p><w:r><w:t>{mark}</w:t></w:r></w:p></w:comment></w:comments>',
        "word/media/image1.png": b"\x89PNG" + mark.encode()})


def odt(folder, mark, shown):
    spaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"))) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    content = f"""<?xml version="1.0"?><office:document-content {spaces}><office:automatic-styles>
<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style></office:automatic-styles><office:body><office:text>
<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>{mark}</dc:creator></office:change-info><text:p>{mark} deleted</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>{shown}<text:s text:c="2"/>two</text:p>
<text:p>seen <text:span text:style-name="T1">{mark} hidden</text:span><text:hidden-text text:string-value="{mark}">{mark}</text:hidden-text><office:annotation><dc:creator>{mark}</dc:creator><text:p>{mark}</text:p></office:annotation> too</text:p>
</office:text></office:body></office:document-content>"""
    meta = f'<office:document-meta {spaces}><office:meta><dc:creator>{mark}</dc:creator></office:meta></office:document-meta>'
    return packed(Path(folder, "letter.odt"), {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content,
                                                "styles.xml": f"<office:document-styles {spaces}/>", "meta.xml": meta,
                                                "META-INF/manifest.xml": "<m/>", "Thumbnails/thumbnail.png": mark})


def pdf_file(objects, trailer_more=b""):
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for i, o in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % i + o + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % o for o in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer_more, start)
    return bytes(out)


def stream(data, more=b""):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (more, len(data), data)


def pdf(folder, mark, shown):
    """Metadata twice, a script, an attached file, a note, a form field, a layer that is off, and an earlier version of a
    page that a later one replaced; one page of words, one that is only drawn."""
    m, s = mark.encode(), shown.encode()
    page = (b"BT /F1 18 Tf 60 700 Td (%s stands on the first page) Tj ET\n/OC /Off BDC BT /F1 12 Tf 60 600 Td (%s layer) Tj ET EMC" % (s, m))
    drawn = b"0.2 0.4 0.9 rg 100 100 300 400 re f 0.9 0.3 0.1 rg 200 250 200 200 re f"
    xmp = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><r>%s</r></x:xmpmeta><?xpacket end="w"?>' % m
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Metadata 7 0 R/OpenAction<</S/JavaScript/JS(app.alert\\('%s'\\))>>/Names<</EmbeddedFiles<</Names[(%s.txt) 9 0 R]>>>>"
        b"/OCProperties<</OCGs[11 0 R]/D<</OFF[11 0 R]/Order[]>>>>/AcroForm<</Fields[12 0 R]>>>>" % (m, m),
        b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[10 0 R 12 0 R]/Resources<</Font<</F1 5 0 R>>/Properties<</Off 11 0 R>>>>>>",
        stream(zlib.compress(page), b"/Filter/FlateDecode"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 13 0 R>>",
        stream(xmp, b"/Type/Metadata/Subtype/XML"),
        stream(m * 3, b"/Type/EmbeddedFile"),
        b"<</Type/Filespec/F(%s.txt)/EF<</F 8 0 R>>>>" % m,
        b"<</Type/Annot/Subtype/Text/Rect[0 0 20 20]/Contents(%s)/T(%s)>>" % (m, m),
        b"<</Type/OCG/Name(%s)>>" % m,
        b"<</Type/Annot/Subtype/Widget/FT/Tx/F 2/Rect[0 0 9 9]/T(%s)/V(%s)>>" % (m, m),
        stream(drawn),
        b"<</Author(%s)/Title(%s)/Producer(%s)>>" % (m, m, m),
        stream(b"BT (%s an earlier page) Tj ET" % m),
    ]
    path = Path(folder, "letter.pdf")
    path.write_bytes(pdf_file(objects, b"/Info 14 0 R") + b"%" + m)
    return path


def pdf_of_pages(path, count):
    """All its pages are one object, named over and over through a tree of few nodes."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    level, kids = 2, count
    while kids >= 10:
        objects.append(b"<</Type/Pages/Count %d/Kids[%s]>>" % (kids, b" ".join([b"%d 0 R" % (level + 1)] * 10)))
        level, kids = level + 1, kids // 10
    objects.append(b"<</Type/Page/MediaBox[0 0 9 9]>>")
    path.write_bytes(pdf_file(objects))
    return path
