/**
 * What help and completion say of the flags that every command has, as plain data: the definitions in `flags.ts` are
 * made of it, and so are the manifests of commands that are not written in TypeScript.
 */

const GLOBAL = 'GLOBAL'

/** Flags of every command, by name. */
export const globalFlagRows = {
  kubeconfig: {description: 'path of the kubeconfig file', env: 'OME_KUBECONFIG', helpGroup: GLOBAL},
  context: {description: 'context of the kubeconfig to use', env: 'OME_CONTEXT', helpGroup: GLOBAL},
  cluster: {description: 'cluster of the kubeconfig to use', env: 'OME_CLUSTER', helpGroup: GLOBAL},
  user: {description: 'user of the kubeconfig to use', env: 'OME_USER', helpGroup: GLOBAL},
  server: {description: 'address of the API server', env: 'OME_SERVER', helpGroup: GLOBAL},
  token: {description: 'bearer token for the API server', env: 'OME_TOKEN', helpGroup: GLOBAL},
  as: {description: 'user to impersonate', env: 'OME_AS', helpGroup: GLOBAL},
  'as-group': {
    description: 'group to impersonate; may be repeated',
    env: 'OME_AS_GROUP',
    helpGroup: GLOBAL,
    multiple: true,
    multipleNonGreedy: true,
  },
  'as-uid': {description: 'uid to impersonate', env: 'OME_AS_UID', helpGroup: GLOBAL},
  'certificate-authority': {
    description: 'file with the certificate of the authority to trust',
    env: 'OME_CERTIFICATE_AUTHORITY',
    helpGroup: GLOBAL,
  },
  'insecure-skip-tls-verify': {
    description: "do not check the server's certificate",
    env: 'OME_INSECURE_SKIP_TLS_VERIFY',
    helpGroup: GLOBAL,
  },
  'tls-server-name': {
    description: "name to expect in the server's certificate",
    env: 'OME_TLS_SERVER_NAME',
    helpGroup: GLOBAL,
  },
  'request-timeout': {
    description: 'give up on one request after this long; 0 waits for ever',
    env: 'OME_REQUEST_TIMEOUT',
    helpGroup: GLOBAL,
  },
  'skip-preflight': {
    description: 'write without comparing the rights you have first',
    env: 'OME_SKIP_PREFLIGHT',
    helpGroup: GLOBAL,
    // Commands that plan their writes list it; to others it means nothing.
    hidden: true,
  },
  verbose: {
    description: 'show causes of errors and the requests made',
    env: 'OME_VERBOSE',
    helpGroup: GLOBAL,
  },
  color: {
    options: ['auto', 'always', 'never'],
    description: 'when to use colours',
    env: 'OME_COLOR',
    helpGroup: GLOBAL,
  },
} as const

/** Those of {@link globalFlagRows} that take no value. */
export const globalSwitches: ReadonlySet<string> = new Set(['insecure-skip-tls-verify', 'skip-preflight', 'verbose'])

/** `-n`. */
export const namespaceRow = {char: 'n', description: 'namespace to use', env: 'OME_NAMESPACE'} as const

/** `-o`. */
export const outputRow = {
  char: 'o',
  description: 'output format',
  helpValue: 'json|yaml|name|wide|jsonpath=…|custom-columns=…',
} as const
