/** For completion, which reads the manifest alone; a test compares them with what the sandbox has. */
export const faultNames = [
  '429',
  '500',
  '503',
  'latency',
  'hang',
  'expired-cert',
  'cut-watches',
  'node-down',
  'gpu-xid',
  'spot-loss',
  'oom',
  'crash',
  'slow-image',
  'quota',
  'no-capacity',
] as const
