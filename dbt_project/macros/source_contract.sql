{# Made from orchestration/contract/tables.yml by `make contract`; do not edit. #}
{% macro source_contract() %}
{{ return({
  "companies": {
    "key": [
      "company_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "name",
        "staged": "name",
        "type": "text"
      },
      {
        "name": "kind",
        "staged": "kind",
        "type": "enum"
      },
      {
        "name": "parent_company_id",
        "staged": "parent_company_id",
        "type": "id"
      },
      {
        "name": "timezone",
        "staged": "timezone",
        "type": "text"
      },
      {
        "name": "currency",
        "staged": "currency",
        "type": "text"
      },
      {
        "name": "country",
        "staged": "country",
        "type": "text"
      },
      {
        "name": "postcode",
        "staged": "postcode",
        "type": "text"
      },
      {
        "name": "latitude",
        "staged": "latitude",
        "type": "decimal"
      },
      {
        "name": "longitude",
        "staged": "longitude",
        "type": "decimal"
      },
      {
        "name": "is_preferred",
        "staged": "is_preferred",
        "type": "boolean"
      },
      {
        "name": "active_from",
        "staged": "active_from",
        "type": "date"
      },
      {
        "name": "active_to",
        "staged": "active_to",
        "type": "date"
      }
    ]
  },
  "territories": {
    "key": [
      "territory_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "territory_id",
        "staged": "territory_id",
        "type": "id"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "country",
        "staged": "country",
        "type": "text"
      },
      {
        "name": "postcode_prefix",
        "staged": "postcode_prefix",
        "type": "text"
      },
      {
        "name": "product_line",
        "staged": "product_line",
        "type": "text"
      },
      {
        "name": "priority",
        "staged": "priority",
        "type": "integer"
      },
      {
        "name": "active_from",
        "staged": "active_from",
        "type": "date"
      },
      {
        "name": "active_to",
        "staged": "active_to",
        "type": "date"
      }
    ]
  },
  "users": {
    "key": [
      "user_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "user_id",
        "staged": "user_id",
        "type": "id"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "unit",
        "staged": "unit",
        "type": "text"
      },
      {
        "name": "name",
        "staged": "name",
        "type": "text"
      },
      {
        "name": "email",
        "staged": "email",
        "type": "text"
      },
      {
        "name": "role",
        "staged": "role",
        "type": "text"
      },
      {
        "name": "active_from",
        "staged": "active_from",
        "type": "date"
      },
      {
        "name": "active_to",
        "staged": "active_to",
        "type": "date"
      }
    ]
  },
  "campaigns": {
    "key": [
      "campaign_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "campaign_id",
        "staged": "campaign_id",
        "type": "id"
      },
      {
        "name": "name",
        "staged": "name",
        "type": "text"
      },
      {
        "name": "channel",
        "staged": "channel",
        "type": "text"
      },
      {
        "name": "source",
        "staged": "source",
        "type": "text"
      },
      {
        "name": "medium",
        "staged": "medium",
        "type": "text"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "start_date",
        "staged": "start_date",
        "type": "date"
      },
      {
        "name": "end_date",
        "staged": "end_date",
        "type": "date"
      },
      {
        "name": "budget_amount",
        "staged": "budget_amount",
        "type": "money"
      },
      {
        "name": "currency",
        "staged": "currency",
        "type": "text"
      },
      {
        "name": "is_paid",
        "staged": "is_paid",
        "type": "boolean"
      }
    ]
  },
  "campaign_aliases": {
    "key": [
      "alias",
      "alias_type"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "alias",
        "staged": "alias",
        "type": "text"
      },
      {
        "name": "alias_type",
        "staged": "alias_type",
        "type": "enum"
      },
      {
        "name": "campaign_id",
        "staged": "campaign_id",
        "type": "id"
      }
    ]
  },
  "ad_spend": {
    "key": [
      "spend_date",
      "campaign_id",
      "company_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "spend_date",
        "staged": "spend_date",
        "type": "date"
      },
      {
        "name": "campaign_id",
        "staged": "campaign_id",
        "type": "id"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "cost_amount",
        "staged": "cost_amount",
        "type": "money"
      },
      {
        "name": "currency",
        "staged": "currency",
        "type": "text"
      },
      {
        "name": "impressions",
        "staged": "impressions",
        "type": "integer"
      },
      {
        "name": "clicks",
        "staged": "clicks",
        "type": "integer"
      }
    ]
  },
  "exchange_rates": {
    "key": [
      "rate_date",
      "from_currency",
      "to_currency"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "rate_date",
        "staged": "rate_date",
        "type": "date"
      },
      {
        "name": "from_currency",
        "staged": "from_currency",
        "type": "text"
      },
      {
        "name": "to_currency",
        "staged": "to_currency",
        "type": "text"
      },
      {
        "name": "rate",
        "staged": "rate",
        "type": "decimal"
      }
    ]
  },
  "customers": {
    "key": [
      "customer_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "customer_id",
        "staged": "customer_id",
        "type": "id"
      },
      {
        "name": "created_at",
        "staged": "created_at",
        "type": "timestamp"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "party_type",
        "staged": "party_type",
        "type": "enum"
      },
      {
        "name": "full_name",
        "staged": "full_name",
        "type": "text"
      },
      {
        "name": "first_name",
        "staged": "first_name",
        "type": "text"
      },
      {
        "name": "last_name",
        "staged": "last_name",
        "type": "text"
      },
      {
        "name": "organization",
        "staged": "organization",
        "type": "text"
      },
      {
        "name": "emails",
        "staged": "emails",
        "type": "list"
      },
      {
        "name": "phones",
        "staged": "phones",
        "type": "list"
      },
      {
        "name": "street",
        "staged": "street",
        "type": "text"
      },
      {
        "name": "city",
        "staged": "city",
        "type": "text"
      },
      {
        "name": "region",
        "staged": "region",
        "type": "text"
      },
      {
        "name": "postcode",
        "staged": "postcode",
        "type": "text"
      },
      {
        "name": "country",
        "staged": "country",
        "type": "text"
      },
      {
        "name": "campaign",
        "staged": "campaign",
        "type": "text"
      },
      {
        "name": "account_classification",
        "staged": "account_classification",
        "type": "text"
      },
      {
        "name": "credit_rating",
        "staged": "credit_rating",
        "type": "text"
      }
    ]
  },
  "leads": {
    "key": [
      "lead_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "lead_id",
        "staged": "lead_id",
        "type": "id"
      },
      {
        "name": "created_at",
        "staged": "created_at",
        "type": "timestamp"
      },
      {
        "name": "origin",
        "staged": "origin",
        "type": "enum"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "campaign",
        "staged": "campaign",
        "type": "text"
      },
      {
        "name": "full_name",
        "staged": "full_name",
        "type": "text"
      },
      {
        "name": "first_name",
        "staged": "first_name",
        "type": "text"
      },
      {
        "name": "last_name",
        "staged": "last_name",
        "type": "text"
      },
      {
        "name": "organization",
        "staged": "organization",
        "type": "text"
      },
      {
        "name": "emails",
        "staged": "emails",
        "type": "list"
      },
      {
        "name": "phones",
        "staged": "phones",
        "type": "list"
      },
      {
        "name": "street",
        "staged": "street",
        "type": "text"
      },
      {
        "name": "city",
        "staged": "city",
        "type": "text"
      },
      {
        "name": "region",
        "staged": "region",
        "type": "text"
      },
      {
        "name": "postcode",
        "staged": "postcode",
        "type": "text"
      },
      {
        "name": "country",
        "staged": "country",
        "type": "text"
      },
      {
        "name": "latitude",
        "staged": "latitude",
        "type": "decimal"
      },
      {
        "name": "longitude",
        "staged": "longitude",
        "type": "decimal"
      },
      {
        "name": "lead_type",
        "staged": "lead_type",
        "type": "text"
      },
      {
        "name": "category",
        "staged": "category",
        "type": "text"
      },
      {
        "name": "products_of_interest",
        "staged": "products_of_interest",
        "type": "list"
      },
      {
        "name": "product_line",
        "staged": "product_line",
        "type": "text"
      },
      {
        "name": "message",
        "staged": "message",
        "type": "text"
      },
      {
        "name": "status",
        "staged": "status",
        "type": "text"
      },
      {
        "name": "priority_level",
        "staged": "priority_level",
        "type": "integer"
      },
      {
        "name": "importance_level",
        "staged": "importance_level",
        "type": "integer"
      },
      {
        "name": "probability_to_win",
        "staged": "probability_to_win",
        "type": "decimal"
      },
      {
        "name": "target_amount",
        "staged": "target_amount",
        "type": "money"
      },
      {
        "name": "currency",
        "staged": "currency",
        "type": "text"
      },
      {
        "name": "expected_completion_at",
        "staged": "expected_completion_at",
        "type": "timestamp"
      },
      {
        "name": "budget",
        "staged": "budget",
        "type": "text"
      },
      {
        "name": "authority",
        "staged": "authority",
        "type": "text"
      },
      {
        "name": "need",
        "staged": "need",
        "type": "text"
      },
      {
        "name": "timing",
        "staged": "timing",
        "type": "text"
      },
      {
        "name": "mql_level",
        "staged": "mql_level",
        "type": "integer"
      },
      {
        "name": "lead_source",
        "staged": "lead_source",
        "type": "text"
      },
      {
        "name": "assigned_unit",
        "staged": "assigned_unit",
        "type": "text"
      },
      {
        "name": "assigned_user_id",
        "staged": "assigned_user_id",
        "type": "id"
      },
      {
        "name": "team_user_ids",
        "staged": "team_user_ids",
        "type": "list"
      },
      {
        "name": "competitors",
        "staged": "competitors",
        "type": "list"
      },
      {
        "name": "utm_source",
        "staged": "utm_source",
        "type": "text"
      },
      {
        "name": "utm_medium",
        "staged": "utm_medium",
        "type": "text"
      },
      {
        "name": "utm_campaign",
        "staged": "utm_campaign",
        "type": "text"
      },
      {
        "name": "click_id",
        "staged": "click_id",
        "type": "text"
      },
      {
        "name": "customer_id",
        "staged": "customer_id",
        "type": "id"
      },
      {
        "name": "is_spam",
        "staged": "is_spam",
        "type": "boolean"
      }
    ]
  },
  "calls": {
    "key": [
      "call_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "call_id",
        "staged": "call_id",
        "type": "id"
      },
      {
        "name": "started_at",
        "staged": "started_at",
        "type": "timestamp"
      },
      {
        "name": "duration_s",
        "staged": "duration_s",
        "type": "integer"
      },
      {
        "name": "direction",
        "staged": "direction",
        "type": "enum"
      },
      {
        "name": "is_answered",
        "staged": "is_answered",
        "type": "boolean"
      },
      {
        "name": "caller_number",
        "staged": "caller_number",
        "type": "text"
      },
      {
        "name": "caller_name",
        "staged": "caller_name",
        "type": "text"
      },
      {
        "name": "tracking_number",
        "staged": "tracking_number",
        "type": "text"
      },
      {
        "name": "campaign",
        "staged": "campaign",
        "type": "text"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "agent_user_id",
        "staged": "agent_user_id",
        "type": "id"
      },
      {
        "name": "city",
        "staged": "city",
        "type": "text"
      },
      {
        "name": "region",
        "staged": "region",
        "type": "text"
      },
      {
        "name": "postcode",
        "staged": "postcode",
        "type": "text"
      },
      {
        "name": "country",
        "staged": "country",
        "type": "text"
      },
      {
        "name": "recording_url",
        "staged": "recording_url",
        "type": "text"
      },
      {
        "name": "first_time_caller",
        "staged": "first_time_caller",
        "type": "boolean"
      },
      {
        "name": "lead_id",
        "staged": "lead_id",
        "type": "id"
      }
    ]
  },
  "estimates": {
    "key": [
      "estimate_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "estimate_id",
        "staged": "estimate_id",
        "type": "id"
      },
      {
        "name": "customer_id",
        "staged": "customer_id",
        "type": "id"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "created_at",
        "staged": "created_at",
        "type": "timestamp"
      },
      {
        "name": "amount",
        "staged": "amount",
        "type": "money"
      },
      {
        "name": "currency",
        "staged": "currency",
        "type": "text"
      },
      {
        "name": "status",
        "staged": "status",
        "type": "enum"
      },
      {
        "name": "decided_at",
        "staged": "decided_at",
        "type": "timestamp"
      },
      {
        "name": "lead_id",
        "staged": "lead_id",
        "type": "id"
      },
      {
        "name": "campaign",
        "staged": "campaign",
        "type": "text"
      }
    ]
  },
  "jobs": {
    "key": [
      "job_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "job_id",
        "staged": "job_id",
        "type": "id"
      },
      {
        "name": "customer_id",
        "staged": "customer_id",
        "type": "id"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "estimate_id",
        "staged": "estimate_id",
        "type": "id"
      },
      {
        "name": "created_at",
        "staged": "created_at",
        "type": "timestamp"
      },
      {
        "name": "scheduled_at",
        "staged": "scheduled_at",
        "type": "timestamp"
      },
      {
        "name": "completed_at",
        "staged": "completed_at",
        "type": "timestamp"
      },
      {
        "name": "status",
        "staged": "status",
        "type": "enum"
      },
      {
        "name": "product_line",
        "staged": "product_line",
        "type": "text"
      },
      {
        "name": "lead_id",
        "staged": "lead_id",
        "type": "id"
      },
      {
        "name": "campaign",
        "staged": "campaign",
        "type": "text"
      },
      {
        "name": "cost_amount",
        "staged": "cost_amount",
        "type": "money"
      },
      {
        "name": "currency",
        "staged": "currency",
        "type": "text"
      }
    ]
  },
  "invoices": {
    "key": [
      "invoice_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "invoice_id",
        "staged": "invoice_id",
        "type": "id"
      },
      {
        "name": "job_id",
        "staged": "job_id",
        "type": "id"
      },
      {
        "name": "customer_id",
        "staged": "customer_id",
        "type": "id"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "issued_at",
        "staged": "issued_at",
        "type": "timestamp"
      },
      {
        "name": "kind",
        "staged": "kind",
        "type": "enum"
      },
      {
        "name": "net_amount",
        "staged": "net_amount",
        "type": "money"
      },
      {
        "name": "tax_amount",
        "staged": "tax_amount",
        "type": "money"
      },
      {
        "name": "currency",
        "staged": "currency",
        "type": "text"
      },
      {
        "name": "product_line",
        "staged": "product_line",
        "type": "text"
      },
      {
        "name": "is_brand_product",
        "staged": "is_brand_product",
        "type": "boolean"
      }
    ]
  },
  "payments": {
    "key": [
      "payment_id"
    ],
    "company_from": "invoice_id",
    "columns": [
      {
        "name": "payment_id",
        "staged": "payment_id",
        "type": "id"
      },
      {
        "name": "invoice_id",
        "staged": "invoice_id",
        "type": "id"
      },
      {
        "name": "paid_at",
        "staged": "paid_at",
        "type": "timestamp"
      },
      {
        "name": "amount",
        "staged": "amount",
        "type": "money"
      },
      {
        "name": "currency",
        "staged": "currency",
        "type": "text"
      }
    ]
  },
  "lead_status_events": {
    "key": [
      "event_id"
    ],
    "company_from": "lead_id",
    "columns": [
      {
        "name": "event_id",
        "staged": "event_id",
        "type": "id"
      },
      {
        "name": "lead_id",
        "staged": "lead_id",
        "type": "id"
      },
      {
        "name": "occurred_at",
        "staged": "occurred_at",
        "type": "timestamp"
      },
      {
        "name": "status",
        "staged": "status",
        "type": "text"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "user_id",
        "staged": "user_id",
        "type": "id"
      },
      {
        "name": "actor_role",
        "staged": "actor_role",
        "type": "text"
      },
      {
        "name": "evidence",
        "staged": "evidence",
        "type": "enum"
      },
      {
        "name": "lost_reason",
        "staged": "lost_reason",
        "type": "text"
      },
      {
        "name": "competitor",
        "staged": "competitor",
        "type": "text"
      },
      {
        "name": "follow_up_at",
        "staged": "follow_up_at",
        "type": "timestamp"
      },
      {
        "name": "note",
        "staged": "note",
        "type": "text"
      }
    ]
  },
  "lead_offers": {
    "key": [
      "offer_id"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "offer_id",
        "staged": "offer_id",
        "type": "id"
      },
      {
        "name": "lead_id",
        "staged": "lead_id",
        "type": "id"
      },
      {
        "name": "company_id",
        "staged": "company_id",
        "type": "id"
      },
      {
        "name": "user_id",
        "staged": "user_id",
        "type": "id"
      },
      {
        "name": "offered_at",
        "staged": "offered_at",
        "type": "timestamp"
      },
      {
        "name": "expires_at",
        "staged": "expires_at",
        "type": "timestamp"
      },
      {
        "name": "mode",
        "staged": "mode",
        "type": "enum"
      },
      {
        "name": "response",
        "staged": "response",
        "type": "enum"
      },
      {
        "name": "acknowledged_at",
        "staged": "acknowledged_at",
        "type": "timestamp"
      },
      {
        "name": "responded_at",
        "staged": "responded_at",
        "type": "timestamp"
      }
    ]
  },
  "activities": {
    "key": [
      "activity_id"
    ],
    "company_from": "lead_id",
    "columns": [
      {
        "name": "activity_id",
        "staged": "activity_id",
        "type": "id"
      },
      {
        "name": "lead_id",
        "staged": "lead_id",
        "type": "id"
      },
      {
        "name": "activity_type",
        "staged": "activity_type",
        "type": "text"
      },
      {
        "name": "user_id",
        "staged": "user_id",
        "type": "id"
      },
      {
        "name": "scheduled_at",
        "staged": "scheduled_at",
        "type": "timestamp"
      },
      {
        "name": "status",
        "staged": "status",
        "type": "enum"
      },
      {
        "name": "completed_at",
        "staged": "completed_at",
        "type": "timestamp"
      },
      {
        "name": "is_contact_attempt",
        "staged": "is_contact_attempt",
        "type": "boolean"
      },
      {
        "name": "is_two_way",
        "staged": "is_two_way",
        "type": "boolean"
      }
    ]
  },
  "surveys": {
    "key": [
      "response_id"
    ],
    "company_from": "lead_id",
    "columns": [
      {
        "name": "response_id",
        "staged": "response_id",
        "type": "id"
      },
      {
        "name": "lead_id",
        "staged": "lead_id",
        "type": "id"
      },
      {
        "name": "kind",
        "staged": "kind",
        "type": "enum"
      },
      {
        "name": "submitted_at",
        "staged": "submitted_at",
        "type": "timestamp"
      },
      {
        "name": "revenue_amount",
        "staged": "revenue_amount",
        "type": "money"
      },
      {
        "name": "currency",
        "staged": "currency",
        "type": "text"
      },
      {
        "name": "rating",
        "staged": "rating",
        "type": "decimal"
      },
      {
        "name": "review_text",
        "staged": "review_text",
        "type": "text"
      },
      {
        "name": "review_status",
        "staged": "review_status",
        "type": "enum"
      },
      {
        "name": "answers",
        "staged": "answers",
        "type": "json"
      }
    ]
  },
  "deletions": {
    "key": [
      "table",
      "key"
    ],
    "company_from": none,
    "columns": [
      {
        "name": "table",
        "staged": "deleted_table",
        "type": "text"
      },
      {
        "name": "key",
        "staged": "deleted_key",
        "type": "text"
      },
      {
        "name": "deleted_at",
        "staged": "deleted_at",
        "type": "timestamp"
      },
      {
        "name": "reason",
        "staged": "reason",
        "type": "text"
      }
    ]
  }
}) }}
{% endmacro %}
