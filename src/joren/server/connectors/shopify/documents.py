"""What we ask Shopify's GraphQL Admin API, version 2026-10 (https://shopify.dev/docs/api/admin-graphql/2026-10)."""

from __future__ import annotations

VERSION = "2026-10"

_MONEY = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"
_SHOP_MONEY = "{ shopMoney { amount currencyCode } }"
_ADDRESS = "{ firstName lastName address1 address2 city province zip countryCodeV2 phone }"

_LINE = f"""
fragment LineFields on LineItem {{
  id title sku vendor quantity
  product {{ id productType }}
  variant {{ id }}
  originalUnitPriceSet {_SHOP_MONEY}
  discountAllocations {{ allocatedAmountSet {_SHOP_MONEY} }}
  taxLines {{ priceSet {_SHOP_MONEY} }}
}}
"""

_ORDER = f"""
fragment OrderFields on Order {{
  id name email phone createdAt processedAt updatedAt cancelledAt cancelReason test taxesIncluded
  displayFinancialStatus displayFulfillmentStatus customerLocale currencyCode presentmentCurrencyCode discountCodes
  totalPriceSet {_MONEY}
  subtotalPriceSet {_SHOP_MONEY} totalTaxSet {_SHOP_MONEY} totalDiscountsSet {_SHOP_MONEY}
  totalShippingPriceSet {_SHOP_MONEY}
  currentTotalPriceSet {_SHOP_MONEY} currentSubtotalPriceSet {_SHOP_MONEY} currentTotalTaxSet {_SHOP_MONEY}
  currentTotalDiscountsSet {_SHOP_MONEY}
  billingAddress {_ADDRESS}
  customer {{
    id firstName lastName defaultEmailAddress {{ emailAddress }} defaultPhoneNumber {{ phoneNumber }}
  }}
  shippingLines(first: 10) {{ nodes {{ taxLines {{ priceSet {_SHOP_MONEY} }} }} }}
  lineItems(first: 10) {{ nodes {{ ...LineFields }} pageInfo {{ hasNextPage endCursor }} }}
  refunds(first: 50) {{ id createdAt note totalRefundedSet {_SHOP_MONEY} }}
}}
"""

#: Lines of refunds are asked for one by one: with the orders they would cost more than one question may.
REFUND = f"""
query Refund($id: ID!, $after: String) {{
  refund(id: $id) {{
    refundShippingLines(first: 10) {{ nodes {{ subtotalAmountSet {_SHOP_MONEY} taxAmountSet {_SHOP_MONEY} }} }}
    refundLineItems(first: 40, after: $after) {{
      nodes {{
        quantity subtotalSet {_SHOP_MONEY} totalTaxSet {_SHOP_MONEY}
        lineItem {{ title sku vendor product {{ id productType }} variant {{ id }} originalUnitPriceSet {_SHOP_MONEY} }}
      }}
      pageInfo {{ hasNextPage endCursor }}
    }}
  }}
}}
"""

ORDERS = f"""
query Orders($first: Int!, $after: String, $query: String) {{
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    nodes {{ ...OrderFields }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
{_ORDER}{_LINE}"""

ORDER = f"query Order($id: ID!) {{ order(id: $id) {{ ...OrderFields }} }}{_ORDER}{_LINE}"

MORE_LINES = f"""
query MoreLines($id: ID!, $after: String) {{
  order(id: $id) {{ lineItems(first: 50, after: $after) {{
    nodes {{ ...LineFields }} pageInfo {{ hasNextPage endCursor }}
  }} }}
}}
{_LINE}"""

CUSTOMERS = f"""
query Customers($first: Int!, $after: String, $query: String) {{
  customers(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    nodes {{
      id firstName lastName locale createdAt updatedAt tags
      defaultEmailAddress {{ emailAddress marketingState marketingOptInLevel marketingUpdatedAt }}
      defaultPhoneNumber {{ phoneNumber marketingState marketingOptInLevel marketingUpdatedAt }}
      defaultAddress {_ADDRESS}
    }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""

_VARIANT = """
fragment VariantFields on ProductVariant {
  id title sku price inventoryQuantity updatedAt
  inventoryItem { tracked }
  image { url }
  product { id title vendor productType status onlineStoreUrl updatedAt featuredMedia { preview { image { url } } } }
}
"""

VARIANTS = f"""
query Variants($first: Int!, $after: String, $query: String) {{
  productVariants(first: $first, after: $after, query: $query, sortKey: ID) {{
    nodes {{ ...VariantFields }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
{_VARIANT}"""

INVENTORY = f"query Inventory($id: ID!) {{ inventoryItem(id: $id) {{ variant {{ ...VariantFields }} }} }}{_VARIANT}"

_DISCOUNT = """
fragment DiscountFields on DiscountCodeNode {
  id
  codeDiscount {
    __typename
    ... on DiscountCodeBasic {
      title startsAt endsAt usageLimit updatedAt asyncUsageCount
      codes(first: 100) { nodes { code asyncUsageCount } }
      customerGets { value {
        __typename
        ... on DiscountPercentage { percentage }
        ... on DiscountAmount { amount { amount currencyCode } }
      } }
      minimumRequirement {
        __typename
        ... on DiscountMinimumSubtotal { greaterThanOrEqualToSubtotal { amount currencyCode } }
      }
    }
    ... on DiscountCodeFreeShipping {
      title startsAt endsAt usageLimit updatedAt asyncUsageCount
      codes(first: 100) { nodes { code asyncUsageCount } }
      minimumRequirement {
        __typename
        ... on DiscountMinimumSubtotal { greaterThanOrEqualToSubtotal { amount currencyCode } }
      }
    }
  }
}
"""

DISCOUNTS = f"""
query Discounts($first: Int!, $after: String, $query: String) {{
  codeDiscountNodes(first: $first, after: $after, query: $query, sortKey: ID) {{
    nodes {{ ...DiscountFields }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
{_DISCOUNT}"""

DISCOUNT = f"query Discount($id: ID!) {{ codeDiscountNode(id: $id) {{ ...DiscountFields }} }}{_DISCOUNT}"

DISCOUNT_BY_CODE = """
query DiscountByCode($code: String!) { codeDiscountNodeByCode(code: $code) { id codeDiscount {
  __typename
  ... on DiscountCodeBasic { title }
  ... on DiscountCodeFreeShipping { title }
} } }
"""

SHOP = "query Shop { shop { name myshopifyDomain currencyCode ianaTimezone } }"

WEBHOOKS = """
query Webhooks($after: String) {
  webhookSubscriptions(first: 100, after: $after) {
    nodes { id topic uri }
    pageInfo { hasNextPage endCursor }
  }
}
"""

CREATE_WEBHOOK = """
mutation CreateWebhook($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}
"""

DELETE_WEBHOOK = """
mutation DeleteWebhook($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}
"""

ADD_TAGS = (
    "mutation AddTags($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { userErrors { field message } } }"
)

REMOVE_TAGS = """
mutation RemoveTags($id: ID!, $tags: [String!]!) { tagsRemove(id: $id, tags: $tags) { userErrors { field message } } }
"""

CREATE_DISCOUNT = """
mutation CreateDiscount($input: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $input) { codeDiscountNode { id } userErrors { field message code } }
}
"""

CREATE_FREE_SHIPPING = """
mutation CreateFreeShipping($input: DiscountCodeFreeShippingInput!) {
  discountCodeFreeShippingCreate(freeShippingCodeDiscount: $input) {
    codeDiscountNode { id } userErrors { field message code }
  }
}
"""

BEGIN_EDIT = """
mutation BeginEdit($id: ID!) {
  orderEditBegin(id: $id) {
    calculatedOrder { id lineItems(first: 100) { nodes { id quantity variant { id } } } }
    userErrors { field message }
  }
}
"""

SET_QUANTITY = """
mutation SetQuantity($id: ID!, $lineItemId: ID!, $quantity: Int!) {
  orderEditSetQuantity(id: $id, lineItemId: $lineItemId, quantity: $quantity, restock: true) {
    userErrors { field message }
  }
}
"""

ADD_VARIANT = """
mutation AddVariant($id: ID!, $variantId: ID!, $quantity: Int!) {
  orderEditAddVariant(id: $id, variantId: $variantId, quantity: $quantity) { userErrors { field message } }
}
"""

COMMIT_EDIT = """
mutation CommitEdit($id: ID!, $notifyCustomer: Boolean, $staffNote: String) {
  orderEditCommit(id: $id, notifyCustomer: $notifyCustomer, staffNote: $staffNote) {
    order { id } userErrors { field message }
  }
}
"""

EDITED = """
query Edited($id: ID!) { order(id: $id) { metafield(namespace: "joren", key: "edits") { value } } }
"""

REMEMBER_EDIT = """
mutation RememberEdit($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { userErrors { field message } }
}
"""
