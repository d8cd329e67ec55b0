const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && /[A-Za-z0-9+/]/.test(String.fromCharCode(byte))
const isBreak = (byte: number | undefined): boolean => byte === 10 || byte === 13
const padding = 61

/** Where Go's decoder of standard base64 stops reading; undefined for a text that it reads to its end. */
export function base64Fault(text: string): number | undefined {
  const bytes = Buffer.from(text)
  const afterBreaks = (at: number): number => {
    let next = at
    while (isBreak(bytes[next])) next++
    return next
  }
  let inGroup = 0
  for (let at = 0; at < bytes.length; at++) {
    if (isBreak(bytes[at])) continue
    if (isDigit(bytes[at])) {
      inGroup = (inGroup + 1) % 4
      continue
    }
    if (bytes[at] !== padding || inGroup < 2) return at
    let end = afterBreaks(at + 1)
    if (inGroup === 2) {
      if (end === bytes.length) return end
      if (bytes[end] !== padding) return end - 1
      end = afterBreaks(end + 1)
    }
    return end < bytes.length ? end : undefined
  }
  return inGroup === 0 ? undefined : bytes.length - inGroup
}
