"""Names that stand before a colon ("Colour:", "材质："), and the family of terms that each announces.

A label decides: what stands behind it belongs to its family, and what is only a part of that (the test of a material,
the size of a carton) is no term of its own.
"""

from typing import Final

from fairhold.lint.folding import fold
from fairhold.lint.late import Late
from fairhold.trade.families import Family

_NAMES: Final[dict[Family | None, str]] = {
    "material": "material, materials, composition, 材质, 材料, 成分",
    "colour": "colour, colours, color, colors, 颜色",
    "dimensions": "size, sizes, dimension, dimensions, measurement, measurements, 尺寸, 规格尺寸",
    "weight": "weight, net weight, gross weight, unit weight, 重量, 净重, 毛重",
    "quantity": "quantity, qty, 数量",
    "quality": "quality, 质量, 品质",
    "packaging": "packing, packaging, package, carton, cartons, 包装",
    "inspection": "inspection, 检验, 验货",
    "shipment_date": (
        "shipment, shipment date, ship date, delivery, delivery date, delivery time, lead time"
        ", 交货期, 交期, 交货日期, 装运期"
    ),
    "payment": "payment, payment terms, terms of payment, terms of payment terms, 付款方式, 付款",
    "incoterm": "trade term, trade terms, price term, price terms, incoterm, incoterms, 贸易术语, 价格条款",
    "dispute": "dispute, disputes, arbitration, claim, claims, 争议解决, 争议, 仲裁",
    "files": "logo, artwork, drawing, drawings, 标志, 图纸",
    "documents": "document, documents, certificate, certificates, 文件, 证书",
    "sample": "sample, samples, 样品",
    None: "remark, remarks, note, notes, finish, marks, shipping mark, shipping marks, 备注, 唛头, 规格, 表面处理",
}
"""Labels by family, folded; the last ones announce none."""
_FAMILY_OF: Final = {name: family for family, names in _NAMES.items() for name in names.split(", ")}
_LABEL: Final = Late(r"[^a-z\u4e00-\u9fff]{0,6}(?:\d{1,2}[.)] )?([a-z\u4e00-\u9fff][a-z \u4e00-\u9fff]{0,24})[:=|]")
_INSIDE: Final[dict[Family, frozenset[Family]]] = {
    "material": frozenset(("inspection", "quality")),
    "colour": frozenset(("inspection", "quality")),
    "dimensions": frozenset(("inspection", "quality", "quantity")),
    "weight": frozenset(("inspection", "quality", "quantity")),
    "packaging": frozenset(("inspection", "quality", "quantity", "dimensions", "weight")),
    "payment": frozenset(("inspection", "quality", "shipment_date")),
    "shipment_date": frozenset(("payment", "inspection")),
    "documents": frozenset(("inspection", "quality", "material", "colour", "dimensions", "weight", "quantity")),
}
"""What belongs to a label and is no term of its own."""


def is_labelled(text: str, start: int = 0) -> bool:
    """Whether a known label stands at a place of a text."""
    match = _LABEL.match(fold(text[start : start + 40]))
    return match is not None and match[1].strip() in _FAMILY_OF


def decided(sentence: str, found: tuple[Family, ...]) -> tuple[Family, ...]:
    """The families that a sentence speaks of, once its label has decided: its own first, without what is part of it."""
    match = _LABEL.match(fold(sentence[:60]))
    family = _FAMILY_OF.get(match[1].strip()) if match is not None else None
    if family is None:
        return found
    inside = _INSIDE.get(family, frozenset())
    return (family, *(one for one in found if one != family and one not in inside))
