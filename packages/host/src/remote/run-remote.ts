export async function runRemote(..._given: readonly unknown[]): Promise<void> {
  throw new Error('not yet')
}
