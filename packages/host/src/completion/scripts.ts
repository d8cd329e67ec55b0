export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell'

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

/** The script that makes a shell ask `ome __complete`. */
export const completionScript = (shell: Shell): string => scripts[shell]

const bash = `# Completion of ome for bash. Load it with: source <(ome completion bash)
_ome_complete() {
  local out directive line value
  local IFS=$' \\t\\n'
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD-1}") cur="\${COMP_WORDS[COMP_CWORD]}"
  # bash splits at = and :, which are part of a word here.
  if declare -F _comp_get_words >/dev/null; then
    local _ome_words _ome_cword
    _comp_get_words -n =: -w _ome_words -i _ome_cword -c cur && words=("\${_ome_words[@]:1:_ome_cword-1}")
  elif declare -F _get_comp_words_by_ref >/dev/null; then
    local _ome_words _ome_cword
    _get_comp_words_by_ref -n =: -w _ome_words -i _ome_cword -c cur && words=("\${_ome_words[@]:1:_ome_cword-1}")
  elif [[ $cur == "=" ]]; then
    words=("\${words[@]:0:\${#words[@]}-1}"); cur="\${COMP_WORDS[COMP_CWORD-1]}="
  elif (( COMP_CWORD > 2 )) && [[ \${COMP_WORDS[COMP_CWORD-1]} == "=" ]]; then
    words=("\${words[@]:0:\${#words[@]}-2}"); cur="\${COMP_WORDS[COMP_CWORD-2]}=$cur"
  fi
  out=$("\${COMP_WORDS[0]}" __complete -- "\${words[@]}" "$cur" 2>/dev/null) || return
  directive=\${out##*:}
  out=\${out%:*}
  COMPREPLY=()
  local cut=""
  [[ $cur == *[=:]* && $COMP_WORDBREAKS == *=* ]] && cut=\${cur%"\${cur##*[=:]}"}
  if (( directive & 8 )); then
    local extensions=$(printf '%s' "$out" | tr '\\n' '|')
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$cur"; compgen -f -X "!*.@(\${extensions%|})" -- "$cur")
    compopt -o filenames 2>/dev/null
    return
  fi
  if [[ -z $out ]] && (( ! (directive & 4) )); then
    compopt -o default 2>/dev/null
    return
  fi
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    [[ -n $value ]] && COMPREPLY+=("\${value#"$cut"}")
  done <<< "$out"
  (( directive & 2 )) && compopt -o nospace 2>/dev/null
  return 0
}
shopt -s extglob
complete -F _ome_complete ome
`

const zsh = `#compdef ome
# Completion of ome for zsh. Load it with: source <(ome completion zsh)
_ome() {
  local out directive line value text
  local -a lines candidates extensions
  out=$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT-1]}" "\${words[CURRENT]}" 2>/dev/null) || return 1
  lines=("\${(@f)out}")
  directive=\${lines[-1]#:}
  lines[-1]=()
  if (( directive & 8 )); then
    _files -g "*.(\${(j:|:)lines})"
    return
  fi
  if (( \${#lines} == 0 )); then
    (( directive & 4 )) || _files
    return
  fi
  for line in "\${lines[@]}"; do
    value=\${line%%$'\\t'*}
    text=\${line#*$'\\t'}
    value=\${value//:/\\\\:}
    if [[ $line == *$'\\t'* ]]; then candidates+=("$value:$text"); else candidates+=("$value"); fi
  done
  if (( directive & 2 )); then _describe -V ome candidates -S ''; else _describe -V ome candidates; fi
}
if (( ! $+functions[compdef] )); then autoload -Uz compinit && compinit -u; fi
compdef _ome ome
`

const fish = `# Completion of ome for fish. Load it with: ome completion fish | source
function __ome_complete
    set -l words (commandline -opc)
    set -l partial (commandline -ct)
    set -l out ($words[1] __complete -- $words[2..-1] "$partial" 2>/dev/null)
    test (count $out) -gt 0; or return 1
    set -l directive (string sub -s 2 -- $out[-1])
    set -e out[-1]
    if test (math "bitand($directive, 8)") -ne 0
        for extension in $out
            __fish_complete_suffix .$extension
        end
        return
    end
    if test (count $out) -eq 0; and test (math "bitand($directive, 4)") -eq 0
        __fish_complete_path "$partial"
        return
    end
    printf '%s\\n' $out
end
complete -c ome -f -k -a '(__ome_complete)'
`

const powershell = `# Completion of ome for PowerShell. Load it with: ome completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ome -ScriptBlock {
  param($partial, $ast, $cursor)
  $words = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -le $cursor } | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($partial -ne '' -and $words.Count -gt 0 -and $words[-1] -eq $partial) { $words = @($words | Select-Object -SkipLast 1) }
  $last = if ($partial -eq '') { '""' } else { $partial }
  $lines = @(& ome __complete '--' @words $last 2>$null)
  if ($lines.Count -lt 2) { return }
  $lines | Select-Object -SkipLast 1 | ForEach-Object {
    $value, $text = $_ -split "\`t", 2
    if (-not $text) { $text = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $text)
  }
}
`

const scripts: Readonly<Record<Shell, string>> = {bash, zsh, fish, powershell}
