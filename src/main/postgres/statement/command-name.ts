import type { Node } from 'libpg-query'

/** What people call a statement: `SELECT`, `CREATE TABLE AS`, `VACUUM`. */
export function commandName(statement: Node): string {
  // A Node is an object with one key, its type.
  const [type, body] = Object.entries(statement)[0] ?? ['', {}]
  return named[type]?.(body as Record<string, unknown>) ?? spelledOut(type)
}

/** Statements whose name in the tree is not what people write. Others are spelled out of it. */
const named: Record<string, (body: Record<string, unknown>) => string> = {
  VacuumStmt: (body) => (body['is_vacuumcmd'] === true ? 'VACUUM' : 'ANALYZE'),
  TransactionStmt: (body) => keyword(body['kind'], 'TRANS_STMT_'),
  DropStmt: (body) => `DROP ${keyword(body['removeType'], 'OBJECT_')}`,
  RenameStmt: (body) => `ALTER ${keyword(body['renameType'], 'OBJECT_')}`,
  AlterTableStmt: (body) => `ALTER ${keyword(body['objtype'], 'OBJECT_')}`,
  GrantStmt: (body) => (body['is_grant'] === true ? 'GRANT' : 'REVOKE'),
  GrantRoleStmt: (body) => (body['is_grant'] === true ? 'GRANT' : 'REVOKE'),
  CreateTableAsStmt: (body) => {
    if (body['objtype'] === 'OBJECT_MATVIEW') return 'CREATE MATERIALIZED VIEW'
    return body['is_select_into'] === true ? 'SELECT INTO' : 'CREATE TABLE AS'
  },
  SelectStmt: (body) => (body['intoClause'] === undefined ? 'SELECT' : 'SELECT INTO'),
  CreateStmt: () => 'CREATE TABLE',
  IndexStmt: () => 'CREATE INDEX',
  ViewStmt: () => 'CREATE VIEW',
  RuleStmt: () => 'CREATE RULE',
  CreateSeqStmt: () => 'CREATE SEQUENCE',
  AlterSeqStmt: () => 'ALTER SEQUENCE',
  CreateTrigStmt: () => 'CREATE TRIGGER',
  CreatedbStmt: () => 'CREATE DATABASE',
  DropdbStmt: () => 'DROP DATABASE',
  RefreshMatViewStmt: () => 'REFRESH MATERIALIZED VIEW',
  VariableSetStmt: () => 'SET',
  VariableShowStmt: () => 'SHOW',
  DeclareCursorStmt: () => 'DECLARE CURSOR',
  ClosePortalStmt: () => 'CLOSE',
}

/** `OBJECT_FOREIGN_TABLE` without its prefix: `FOREIGN TABLE`. */
function keyword(value: unknown, prefix: string): string {
  const word = typeof value === 'string' ? value : ''
  return (word.startsWith(prefix) ? word.slice(prefix.length) : word).replaceAll('_', ' ')
}

/** `CreateExtensionStmt` → `CREATE EXTENSION`. */
function spelledOut(type: string): string {
  return type
    .replace(/Stmt$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase()
}
