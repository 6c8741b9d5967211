import { describe, expect, it } from 'vitest'
import { splitStatements, textOfQueries, workloadOfText } from './workload.ts'

describe('statements to advise on', () => {
  it('are cut at their semicolons, and nowhere inside strings, names, bodies and comments', () => {
    const text = `SELECT 'a;b', $$x;y$$, "q;z" -- c;d
FROM t /* ; */ WHERE a = $1; ;
-- only a comment;
UPDATE x SET a = 'it''s;'`
    expect(splitStatements(text)).toEqual([
      `SELECT 'a;b', $$x;y$$, "q;z" -- c;d\nFROM t /* ; */ WHERE a = $1`,
      `UPDATE x SET a = 'it''s;'`,
    ])
  })

  it('keep how often they run and their values while they stand as they were given', () => {
    const given = [
      { id: 's1', sql: 'SELECT 1 WHERE $1', weight: 40, parameters: ['x'] },
      { id: 's2', sql: 'SELECT 2;', weight: 7 },
    ]
    expect(workloadOfText(textOfQueries(given), given)).toEqual([given[0], { ...given[1], sql: 'SELECT 2' }])
    expect(workloadOfText('SELECT 2;\nSELECT 3; SELECT 3', given)).toEqual([
      { id: 's2', sql: 'SELECT 2', weight: 7 },
      { id: 'typed 2', sql: 'SELECT 3', weight: 2 },
    ])
  })
})
