import { expect, it } from 'vitest'
import { splitSql } from './split-sql.ts'

it('splits at semicolons outside quotes and comments', () => {
  expect(
    splitSql(String.raw`
      \timing on
      select ';' from "a;b"; -- one; two
      select $$;$$, $x$;$x$ /* ; /* ; */ ; */;;
      select E'\';', 'a''b;c'
      ;
      -- the end;`),
  ).toEqual([
    `select ';' from "a;b"`,
    `-- one; two\n      select $$;$$, $x$;$x$ /* ; /* ; */ ; */`,
    String.raw`select E'\';', 'a''b;c'`,
  ])
})

it('keeps the rest of a text whose quote is never closed', () => {
  expect(splitSql("select 1; select 'a; select 2")).toEqual(['select 1', "select 'a; select 2"])
  expect(splitSql('')).toEqual([])
})
