/** What OME's admission webhook warns of when a service names no runtime: the runtime and the model it is for. */
export const autoSelection = /^Runtime (\S+) will be auto-selected for model (\S+)$/
