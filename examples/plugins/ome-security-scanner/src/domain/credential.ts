const telling = /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i
/** Beginnings that hubs, clouds and forges give their keys. */
const known = /^(?:sk-|hf_|gh[pousr]_|github_pat_|glpat-|AKIA|xox[abpr]-|AIza|nvapi-)[\w-]{8,}/

/** Whether a plain value of a variable is a credential, by its name or by its form. A path or an empty one is none. */
export const isCredential = (name: string, value: string): boolean =>
  known.test(value) || (telling.test(name) && value !== '' && !value.startsWith('/') && !/^(true|false)$/i.test(value))
