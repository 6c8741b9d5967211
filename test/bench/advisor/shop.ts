/** A shop's day: many small lookups, lists of a page, and writes, by how often each runs. Keys exist; nothing else. */
export const shopData = `
  SELECT setseed(0.7);
  CREATE TABLE account (id int PRIMARY KEY, email text NOT NULL, country text NOT NULL, created_at timestamptz NOT NULL, plan text NOT NULL, referrer_id int);
  CREATE TABLE product (id int PRIMARY KEY, sku text NOT NULL, category_id int NOT NULL, price int NOT NULL, active boolean NOT NULL, title text NOT NULL);
  CREATE TABLE purchase (id int PRIMARY KEY, account_id int NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL, total int NOT NULL, coupon text);
  CREATE TABLE purchase_line (id int PRIMARY KEY, purchase_id int NOT NULL, product_id int NOT NULL, quantity int NOT NULL, price int NOT NULL);
  CREATE TABLE review (id int PRIMARY KEY, product_id int NOT NULL, account_id int NOT NULL, stars int NOT NULL, created_at timestamptz NOT NULL, body text);
  CREATE TABLE login (id int PRIMARY KEY, account_id int NOT NULL, at timestamptz NOT NULL, address text NOT NULL, success boolean NOT NULL);
  CREATE TABLE job (id int PRIMARY KEY, queue text NOT NULL, state text NOT NULL, run_at timestamptz NOT NULL, attempts int NOT NULL, payload text);
  INSERT INTO account SELECT n, 'user' || n || '@example.com', (ARRAY['DE','US','FR','GB','ES','IT','NL','SE'])[1 + floor(power(random(), 2) * 8)::int],
    timestamptz '2023-01-01' + n * interval '9 minutes', (ARRAY['free','pro','team'])[1 + floor(power(random(), 3) * 3)::int],
    CASE WHEN random() < 0.2 THEN (random() * n)::int END FROM generate_series(1, 100000) n;
  INSERT INTO product SELECT n, 'SKU-' || md5(n::text), 1 + floor(power(random(), 1.5) * 200)::int, 100 + (random() * 9900)::int, random() < 0.8, 'Product ' || n FROM generate_series(1, 20000) n;
  INSERT INTO purchase SELECT n, 1 + floor(power(random(), 1.6) * 99999)::int, (ARRAY['done','done','done','sent','paid','open'])[1 + floor(power(random(), 1.2) * 6)::int],
    timestamptz '2023-06-01' + n * interval '2 minutes', (random() * 50000)::int, CASE WHEN random() < 0.05 THEN 'C' || (random() * 50)::int END FROM generate_series(1, 300000) n;
  INSERT INTO purchase_line SELECT n, 1 + n / 3, 1 + floor(power(random(), 2) * 19999)::int, 1 + (random() * 4)::int, (random() * 9900)::int FROM generate_series(1, 800000) n;
  INSERT INTO review SELECT n, 1 + floor(power(random(), 2) * 19999)::int, 1 + (random() * 99998)::int, 1 + (random() * 4)::int, timestamptz '2024-01-01' + n * interval '5 minutes', repeat('r', 60) FROM generate_series(1, 120000) n;
  INSERT INTO login SELECT n, 1 + floor(power(random(), 1.4) * 99999)::int, timestamptz '2024-06-01' + n * interval '30 seconds', '10.0.' || n % 250 || '.' || n % 251, random() < 0.95 FROM generate_series(1, 600000) n;
  INSERT INTO job SELECT n, 'q' || n % 5, CASE WHEN n > 149000 THEN 'ready' ELSE 'done' END, timestamptz '2025-01-01' + n * interval '1 minute', 0, repeat('p', 80) FROM generate_series(1, 150000) n;
  VACUUM ANALYZE;
`

/** How often each runs in an hour. */
export const shopWorkload: { sql: string; weight: number }[] = [
  { weight: 9000, sql: 'SELECT * FROM account WHERE email = $1' },
  { weight: 40000, sql: 'SELECT * FROM account WHERE id = $1' },
  { weight: 200, sql: 'SELECT count(*) FROM account WHERE referrer_id = $1' },
  {
    weight: 30,
    sql: 'SELECT id, email FROM account WHERE country = $1 AND created_at > $2 ORDER BY created_at LIMIT 50',
  },
  { weight: 12, sql: `SELECT country, count(*) FROM account WHERE plan = 'team' GROUP BY country` },
  { weight: 15000, sql: 'SELECT * FROM product WHERE sku = $1' },
  {
    weight: 8000,
    sql: 'SELECT id, title, price FROM product WHERE category_id = $1 AND active ORDER BY price LIMIT 20',
  },
  { weight: 2000, sql: 'SELECT count(*) FROM product WHERE category_id = $1 AND active' },
  {
    weight: 300,
    sql: 'SELECT id, title FROM product WHERE active AND price BETWEEN $1 AND $2 ORDER BY price LIMIT 20',
  },
  { weight: 12000, sql: 'SELECT * FROM purchase WHERE account_id = $1 ORDER BY created_at DESC LIMIT 10' },
  { weight: 3000, sql: 'SELECT count(*), sum(total) FROM purchase WHERE account_id = $1' },
  { weight: 900, sql: `SELECT * FROM purchase WHERE status = 'open' ORDER BY created_at LIMIT 50` },
  { weight: 400, sql: 'SELECT * FROM purchase WHERE status = $1 AND created_at > $2' },
  {
    weight: 60,
    sql: `SELECT sum(total) FROM purchase WHERE created_at >= '2024-07-01' AND created_at < '2024-07-02'`,
  },
  { weight: 40, sql: 'SELECT count(*) FROM purchase WHERE coupon = $1' },
  {
    weight: 20000,
    sql: 'SELECT l.*, p.title FROM purchase_line l JOIN product p ON p.id = l.product_id WHERE l.purchase_id = $1',
  },
  { weight: 500, sql: 'SELECT sum(quantity) FROM purchase_line WHERE product_id = $1' },
  {
    weight: 150,
    sql: 'SELECT DISTINCT o.account_id FROM purchase_line l JOIN purchase o ON o.id = l.purchase_id WHERE l.product_id = $1',
  },
  {
    weight: 20,
    sql: `SELECT p.category_id, sum(l.price) FROM purchase o JOIN purchase_line l ON l.purchase_id = o.id JOIN product p ON p.id = l.product_id WHERE o.created_at >= '2024-07-01' AND o.created_at < '2024-07-08' GROUP BY p.category_id`,
  },
  { weight: 6000, sql: 'SELECT * FROM review WHERE product_id = $1 ORDER BY created_at DESC LIMIT 10' },
  { weight: 6000, sql: 'SELECT avg(stars), count(*) FROM review WHERE product_id = $1' },
  { weight: 300, sql: 'SELECT * FROM review WHERE account_id = $1' },
  {
    weight: 100,
    sql: 'SELECT * FROM review WHERE stars = 1 AND created_at > $1 ORDER BY created_at DESC LIMIT 20',
  },
  { weight: 800, sql: 'SELECT at, address FROM login WHERE account_id = $1 ORDER BY at DESC LIMIT 5' },
  { weight: 900, sql: 'SELECT count(*) FROM login WHERE account_id = $1 AND at > $2 AND NOT success' },
  {
    weight: 10,
    sql: 'SELECT address, count(*) FROM login WHERE at > $1 AND NOT success GROUP BY address ORDER BY 2 DESC LIMIT 10',
  },
  {
    weight: 3600,
    sql: `SELECT * FROM job WHERE queue = $1 AND state = 'ready' AND run_at <= $2 ORDER BY run_at LIMIT 1`,
  },
  { weight: 60, sql: 'SELECT state, count(*) FROM job GROUP BY state' },
  {
    weight: 50,
    sql: 'SELECT a.email, o.total FROM account a JOIN purchase o ON o.account_id = a.id WHERE a.country = $1 AND o.total > $2',
  },
  {
    weight: 25,
    sql: 'SELECT p.id, p.title FROM product p WHERE p.active AND NOT EXISTS (SELECT 1 FROM review r WHERE r.product_id = p.id) LIMIT 50',
  },
  {
    weight: 1500,
    sql: 'INSERT INTO purchase (id, account_id, status, created_at, total) VALUES ($1, $2, $3, $4, $5)',
  },
  {
    weight: 4000,
    sql: 'INSERT INTO purchase_line (id, purchase_id, product_id, quantity, price) VALUES ($1, $2, $3, $4, $5)',
  },
  { weight: 4500, sql: 'UPDATE purchase SET status = $1 WHERE id = $2' },
  {
    weight: 30000,
    sql: 'INSERT INTO login (id, account_id, at, address, success) VALUES ($1, $2, $3, $4, $5)',
  },
  { weight: 3600, sql: 'UPDATE job SET state = $1, attempts = attempts + 1 WHERE id = $2' },
]
