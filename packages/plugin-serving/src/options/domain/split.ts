/** How a replica lies on GPUs. */
export interface Split {
  /** GPUs of one pod, over which the model is spread. */
  readonly tensorParallel: number
  /** Pods of one replica, as pipeline stages. */
  readonly nodes: number
}

/** `4 ×` or `2 nodes of 8 ×`. */
export const splitText = ({tensorParallel, nodes}: Split): string =>
  nodes === 1 ? `${tensorParallel} ×` : `${nodes} nodes of ${tensorParallel} ×`
