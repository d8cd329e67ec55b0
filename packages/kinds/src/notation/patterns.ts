const number = '(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))'
const dnsLabel = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const dnsName = `${dnsLabel}(\\.${dnsLabel})*`
const word = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const reason = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?'

/** Regular expressions that fields refer to as `~name`. They decide in RE2 on the server, so no look-around. */
export const patterns = {
  /** Kubernetes quantities: `500m`, `1.5Gi`, `3e9`. */
  quantity: `^(\\+|-)?${number}(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?${number}))?$`,
  httpUrl: '^(http|https)://',
  dnsLabel: `^${dnsLabel}$`,
  dnsNameOrEmpty: `^$|^${dnsName}$`,
  kind: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$',
  labelValue: `^(${word})?$`,
  /** Label key, written as Karpenter writes it. */
  labelKey: `^(${dnsName}(\\/))?${word}$`,
  /** Label key, written as Kubernetes writes it (condition types, KAI topology levels). */
  qualifiedName: `^(${dnsName}/)?(${word})$`,
  /** Label key, written as Grove writes it: upper case is allowed before the slash. */
  nodeLabel: `^(${word}/)?${word}$`,
  conditionReason: `^${reason}$`,
  conditionReasonOrEmpty: `^(${reason}|)$`,
  noSlash: '^[^/]*$',
  /** Grove's topology domains. */
  domain: '^[a-z][a-z0-9-]*$',
  duration: '^([0-9]+(s|m|h))+$',
  durationOrNever: '^(([0-9]+(s|m|h))+|Never)$',
} as const
