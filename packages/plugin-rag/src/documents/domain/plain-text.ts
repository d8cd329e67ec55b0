/** The text of bytes, or why they are none: Unicode in UTF-8 or UTF-16 with its mark, without characters no text holds. */
export function textOf(bytes: Uint8Array): {readonly text: string} | {readonly fault: string} {
  const [first, second] = bytes
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (!isWide && bytes.subarray(0, 64 * 1024).includes(0)) return {fault: 'it holds binary data, not text'}
  try {
    const encoding = isWide ? (first === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8'
    return {text: new TextDecoder(encoding, {fatal: true}).decode(bytes)}
  } catch (error) {
    if (error instanceof TypeError) return {fault: 'it is not text in UTF-8; iconv makes it that from another encoding'}
    throw error
  }
}

/** Whether anything can be seen of a text: neither blanks nor marks without a width can. */
export const hasText = (text: string): boolean => /[^\s\p{Cc}\p{Cf}\p{Z}]/u.test(text)

/**
 * Text as it is indexed: one kind of line end, no control characters, no lone surrogates, no blanks at the ends of lines.
 * In time that grows with the text alone, whatever somebody put into it.
 */
export const tidy = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .toWellFormed()
