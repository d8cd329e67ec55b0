/** A file that only its owner can read. */
export interface PrivateFile {
  readonly path: string
  exists(): Promise<boolean>
  /** Whole or not at all. */
  write(text: string): Promise<void>
}

/** A file written by `sandbox snapshot`. */
export interface SnapshotFile extends PrivateFile {
  /** Name of the scenario it was taken from. Throws `not-found` without a file, `failed` for one that is no snapshot. */
  scenario(): Promise<string>
}
