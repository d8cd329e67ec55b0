/** For completion, which reads the manifest alone; a test compares them with what the sandbox has. */
export const scenarioNames = [
  'crash-loop',
  'empty',
  'forbidden',
  'fragmented',
  'h100-racks',
  'huge',
  'no-gpu',
  'oom',
  'quickstart',
  'spot-loss',
  'tour-ome',
] as const
