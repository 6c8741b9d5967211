-- 2.3 million rows, the same at every run: two years of a shop, up to the end of June 2026.
SELECT setseed(0.42);

INSERT INTO customers
SELECT i,
       'customer' || i || '@example.com',
       (ARRAY['Ada','Alan','Barbara','Claude','Donald','Edsger','Frances','Grace','John','Ken','Linus','Margaret'])[1 + i % 12]
         || ' ' || (ARRAY['Abbott','Baker','Costa','Diaz','Evans','Fischer','Garcia','Huber','Ivanov','Jensen'])[1 + (i / 12) % 10],
       (ARRAY['US','US','US','DE','DE','GB','FR','IN','BR','JP'])[1 + (random() * 9)::int],
       timestamptz '2024-07-01' + random() * interval '730 days'
FROM generate_series(1, 100000) i;

INSERT INTO products
SELECT i,
       'SKU-' || lpad(i::text, 6, '0'),
       (ARRAY['Compact','Classic','Portable','Silent','Rugged','Smart'])[1 + i % 6] || ' '
         || (ARRAY['lamp','kettle','keyboard','backpack','charger','notebook','headset','chair'])[1 + (i / 6) % 8],
       (ARRAY['home','kitchen','office','travel','electronics','stationery','audio','furniture'])[1 + (i / 6) % 8],
       round((5 + random() * 400)::numeric, 2),
       (random() * 500)::int,
       (SELECT string_agg(md5(i::text || j), ' ') FROM generate_series(1, 120) j)
FROM generate_series(1, 5000) i;

-- A few customers order a lot: the power makes low ids common.
INSERT INTO orders (id, customer_id, status, currency, total, shipping_address, created_at)
SELECT i,
       1 + (power(random(), 3) * 99999)::int,
       CASE WHEN i % 200 = 0 THEN 'pending' WHEN i % 50 = 0 THEN 'cancelled' WHEN i % 9 = 0 THEN 'shipped' ELSE 'delivered' END,
       (ARRAY['USD','USD','EUR','GBP'])[1 + i % 4],
       round((10 + random() * 900)::numeric, 2),
       jsonb_build_object('street', (i % 400) || ' Main Street', 'zip', lpad((i % 99999)::text, 5, '0')),
       timestamptz '2024-07-01' + (i / 500000.0) * interval '730 days'
FROM generate_series(1, 500000) i;

INSERT INTO order_items (id, order_id, product_id, quantity, unit_price)
SELECT i,
       1 + (i * 2 / 5) % 500000,
       1 + (random() * random() * 4999)::int,
       1 + (random() * 4)::int,
       round((5 + random() * 400)::numeric, 2)
FROM generate_series(1, 1250000) i;

INSERT INTO carts
SELECT i, jsonb_build_array(jsonb_build_object('product', i % 5000, 'quantity', 1 + i % 3)), timestamptz '2026-06-30'
FROM generate_series(1, 60000) i;

-- The first events: what the planner will go on believing all of them to be like.
INSERT INTO events (id, customer_id, kind, page, payload, created_at)
SELECT i, 1 + (random() * 99999)::int, 'view', '/products/' || i % 5000,
       jsonb_build_object('agent', md5((i % 50)::text), 'ms', i % 300),
       timestamptz '2026-04-01' + (i / 400000.0) * interval '90 days'
FROM generate_series(1, 8000) i;
