-- Keys and indexes as a hurried team left them. README.md says what is wrong with each.
ALTER TABLE orders ADD PRIMARY KEY (id);
ALTER TABLE order_items ADD PRIMARY KEY (id);
ALTER TABLE events ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX customers_email_key ON customers (email);
CREATE UNIQUE INDEX products_sku_key ON products (sku);
CREATE INDEX order_items_order_id_idx ON order_items (order_id);
SELECT setval(pg_get_serial_sequence('orders', 'id'), 500000), setval(pg_get_serial_sequence('order_items', 'id'), 1250000),
       setval(pg_get_serial_sequence('events', 'id'), 400000);

-- Missing: an index on order_items (product_id), on orders (customer_id), on orders (status, created_at).
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE order_items ADD FOREIGN KEY (order_id) REFERENCES orders;
ALTER TABLE order_items ADD FOREIGN KEY (product_id) REFERENCES products;

-- Unused, duplicate, and the prefix of another.
CREATE INDEX orders_currency_idx ON orders (currency);
CREATE INDEX products_category_idx ON products (category);
CREATE INDEX products_category_idx1 ON products (category);
CREATE INDEX customers_country_idx ON customers (country);
CREATE INDEX customers_country_name_idx ON customers (country, name);

VACUUM ANALYZE customers, products, orders, order_items, carts;

-- Stale statistics: analysed when it held 2 % of its rows, all of one kind; autovacuum is off.
ANALYZE events;
INSERT INTO events (id, customer_id, kind, page, payload, created_at)
SELECT i, 1 + (i * 7919::bigint % 100000)::int,
       CASE WHEN i % 4 = 0 THEN 'refund' WHEN i % 3 = 0 THEN 'search' ELSE 'view' END,
       '/products/' || i % 5000,
       jsonb_build_object('agent', md5((i % 50)::text), 'ms', i % 300),
       timestamptz '2026-04-01' + (i / 400000.0) * interval '90 days'
FROM generate_series(8001, 400000) i;

-- A bloated table: every cart rewritten four times, never vacuumed.
UPDATE carts SET updated_at = updated_at + interval '1 minute';
UPDATE carts SET updated_at = updated_at + interval '1 minute';
UPDATE carts SET updated_at = updated_at + interval '1 minute';
UPDATE carts SET updated_at = updated_at + interval '1 minute';

SELECT pg_stat_statements_reset();
