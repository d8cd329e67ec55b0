const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not text',
}

/** Why a file cannot be used, for a person: node's own words name system calls and positions. */
export function fileReason(cause: unknown): string {
  if (cause instanceof SyntaxError) return 'it is not JSON'
  if (!(cause instanceof Error)) return String(cause)
  return ('code' in cause ? words[String(cause.code)] : undefined) ?? cause.message
}
