const namePattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const prefixPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** True for `[prefix/]name` as label and annotation keys must be. */
export function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/')
  const name = key.slice(slash + 1)
  const prefix = slash < 0 ? undefined : key.slice(0, slash)
  return (
    name.length <= 63 &&
    namePattern.test(name) &&
    (prefix === undefined || (prefix.length <= 253 && prefixPattern.test(prefix)))
  )
}

/** Kubernetes' rule for label values: at most 63 letters, digits, `-_.`, alphanumeric at both ends, or empty. */
export const isLabelValue = (value: string): boolean => value === '' || (value.length <= 63 && namePattern.test(value))
