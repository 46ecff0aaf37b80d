"""Catalogues of products.

Headers of Shopify's product export (`Handle, Title, …, Vendor, Product Category, Type, …, Variant SKU, …, Variant
Inventory Qty, …, Variant Price, …, Image Src, …, Status`) and WooCommerce's (`ID, Type, SKU, …, Name, Published, …,
Stock, …, Sale price, Regular price, Categories, …, Images, …, Parent, …`) as in exports kept in public repositories,
BigCommerce's as its import template names them (from memory).
"""

from __future__ import annotations

from joren.imports.layouts.base import Headers, Layout

NUMBERS = frozenset({"price", "sale_price", "stock"})
MOMENTS = frozenset({"told_at", "deleted_at"})

_PLAIN: Headers = {
    "product_id": (
        "product id", "product", "item id", "product code", "商品ID", "商品番号", "商品コード", "商品编号", "商品编码",
        "产品编号", "id",
    ),
    "variant_id": ("variant id", "variation id", "バリエーションID", "规格ID"),
    "sku": ("sku", "item sku", "品番", "货号"),
    "name": ("name", "product name", "title", "item name", "商品名", "商品名称", "产品名称", "标题"),
    "category": ("category", "product category", "categories", "type", "カテゴリ", "カテゴリー", "分类", "类别", "类目"),
    "brand": ("brand", "vendor", "manufacturer", "ブランド", "メーカー", "品牌"),
    "price": ("price", "unit price", "regular price", "価格", "販売価格", "単価", "价格", "售价", "单价"),
    "currency": ("currency", "currency code", "通貨", "货币", "币种"),
    "stock": ("stock", "inventory", "quantity", "stock level", "在庫", "在庫数", "库存", "库存数量"),
    "url": ("url", "product url", "link", "商品URL", "商品链接", "链接"),
    "image_url": ("image url", "image", "image link", "画像URL", "画像", "图片", "图片链接"),
    "active": ("active", "is active", "published", "status", "公開", "公開状態", "上架", "上架状态"),
    "told_at": ("told at", "updated at", "更新日時", "更新时间"),
    "deleted_at": ("deleted at",),
}  # fmt: skip
_SHOPIFY: Headers = {
    "product_id": ("Product ID", "Handle", "URL handle"),
    "name": ("Title",),
    "brand": ("Vendor",),
    "category": ("Type", "Product Category"),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "sku": ("Variant SKU", "SKU"),
    "option1": ("Option1 Value", "Option1 value"),
    "option2": ("Option2 Value", "Option2 value"),
    "option3": ("Option3 Value", "Option3 value"),
    "price": ("Variant Price", "Price"),
    "stock": ("Variant Inventory Qty", "Inventory quantity"),
    "image_url": ("Image Src", "Product image URL"),
}
_WOOCOMMERCE: Headers = {
    "product_id": ("ID",),
    "type": ("Type",),
    "parent": ("Parent",),
    "sku": ("SKU",),
    "name": ("Name",),
    "published": ("Published",),
    "stock": ("Stock",),
    "sale_price": ("Sale price",),
    "price": ("Regular price",),
    "category": ("Categories",),
    "brand": ("Brands",),
    "image_url": ("Images",),
}
_BIGCOMMERCE: Headers = {
    "product_id": ("Product ID", "ID"),
    "name": ("Product Name", "Name"),
    "sku": ("Product Code/SKU", "SKU"),
    "brand": ("Brand Name", "Brand"),
    "category": ("Category", "Category String", "Categories"),
    "price": ("Price", "Default Price"),
    "stock": ("Current Stock Level", "Current Stock", "Stock Level"),
    "active": ("Product Visible?", "Is Visible", "Product Visible"),
    "url": ("Product URL",),
    "image_url": ("Product Image URL - 1", "Product Image File - 1"),
}

SHOPIFY = Layout(
    "shopify", _SHOPIFY, ("product_id", "name", "price"), (), MOMENTS, NUMBERS, frozenset({"Handle", "URL handle"})
)
WOOCOMMERCE = Layout(
    "woocommerce", _WOOCOMMERCE, ("product_id", "type", "name"), (), MOMENTS, NUMBERS, frozenset({"Regular price"})
)
BIGCOMMERCE = Layout(
    "bigcommerce", _BIGCOMMERCE, ("product_id", "name"), (), MOMENTS, NUMBERS,
    frozenset({"Product Code/SKU", "Current Stock Level", "Product Visible?", "Brand Name", "Stock Level"}),
)  # fmt: skip
PLAIN = Layout("plain", _PLAIN, (), (frozenset({"product_id", "sku"}),), MOMENTS, NUMBERS)

PRODUCTS = (SHOPIFY, WOOCOMMERCE, BIGCOMMERCE, PLAIN)
