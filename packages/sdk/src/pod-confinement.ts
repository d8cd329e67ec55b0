/**
 * Parts of a pod and of its container that let a program do nothing but run: what the Pod Security Standard `restricted`
 * asks for, and no token and no list of Services besides. The user is the image's, or the caller's to add.
 */
export const podConfinement = {
  pod: {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {runAsNonRoot: true, seccompProfile: {type: 'RuntimeDefault'}},
  },
  container: {
    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: ['ALL']}},
  },
}
