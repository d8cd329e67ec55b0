/** The script for zsh: sourced, or as the file `_NAME` in a folder of fpath. */
export const zshScript = (programs: readonly string[], name: string): string => `\
#compdef ${programs.join(' ')}
# Completion of ${programs.join(', ')} for zsh. Load it with: source <(${programs[0]} completion zsh)

_${name}() {
  local out directive line value text program=\${(Q)words[1]/#\\~/$HOME}
  local -a lines candidates
  (( $+commands[$program] )) || [[ -x $program ]] || program=${programs[0]}
  out=$("$program" __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null) || return 1
  lines=("\${(@f)out}")
  directive=\${lines[-1]#:}
  lines[-1]=()
  if (( directive & 8 )); then
    compset -P '--*='
    _files -g "*.(\${(j:|:)lines})"
    return
  fi
  if (( \${#lines} == 0 )); then
    (( directive & 4 )) && return 1
    compset -P '--*='
    _files
    return
  fi
  for line in "\${lines[@]}"; do
    value=\${line%%$'\\t'*}
    text=\${line#*$'\\t'}
    value=\${value//:/\\\\:}
    if [[ $line == *$'\\t'* ]]; then candidates+=("$value:$text"); else candidates+=("$value"); fi
  done
  if (( directive & 2 )); then _describe -V ${programs[0]} candidates -S ''; else _describe -V ${programs[0]} candidates; fi
}

if [[ $funcstack[1] == _${name} ]]; then
  # Loaded from fpath by the first completion, which waits for its answer.
  compdef _${name} ${programs.join(' ')}
  _${name} "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
  compdef _${name} ${programs.join(' ')}
fi
`
