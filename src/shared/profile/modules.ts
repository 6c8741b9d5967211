/**
 * The module that a frame's file belongs to: the package where it is one of others, the file otherwise.
 * Empty for what has no file.
 */
export function moduleOf(file: string): string {
  return installed.exec(file)?.groups?.['name']?.replaceAll('\\', '/') ?? file
}

/** Where packages are installed, the innermost of them; scoped ones have two parts. */
const installed =
  /.*[\\/](?:node_modules|site-packages|dist-packages|gems)[\\/](?:\.pnpm[\\/][^\\/]+[\\/]node_modules[\\/])?(?<name>@[^\\/]+[\\/][^\\/]+|[^\\/]+)/
