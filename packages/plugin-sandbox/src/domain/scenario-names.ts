/** For completion, which reads the manifest alone; a test compares them with what the sandbox has. */
export const scenarioNames = ['crash-loop', 'empty', 'no-gpu', 'oom', 'quickstart', 'tour-ome'] as const
