/**
 * The texts of `Warning: 299 - "text"` headers, which node joins with commas. `\` escapes the next character
 * (RFC 7234 §5.5); control characters are dropped.
 */
export function warningTexts(header: string | string[] | undefined): readonly string[] {
  const joined = Array.isArray(header) ? header.join(', ') : (header ?? '')
  return [...joined.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) =>
    quoted.replace(/\\(.)/g, '$1').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' '),
  )
}
