/** The script for PowerShell 5.1 and newer. */
export const powershellScript = (programs: readonly string[]): string => `\
# Completion of ${programs.join(', ')} for PowerShell. Load it with: ${programs[0]} completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName ${programs.map((program) => `'${program}'`).join(', ')} -ScriptBlock {
  param($partial, $ast, $cursor)
  $program = $ast.CommandElements[0].ToString()
  $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object {
    if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() }
  })
  $last = $partial.Trim('"', "'")
  # Before 7.3 an empty argument is lost on the way to a program unless it is quoted.
  if ($last -eq '' -and ($PSVersionTable.PSVersion -lt [version]'7.3' -or $PSNativeCommandArgumentPassing -eq 'Legacy')) { $last = '""' }
  $lines = @(& $program __complete '--' @words $last 2>$null)
  if ($lines.Count -lt 2) { return }
  $lines | Select-Object -SkipLast 1 | ForEach-Object {
    $value, $text = $_ -split "\`t", 2
    if (-not $text) { $text = $value }
    $typed = if ($value -match '[\\s''"$;&|(){}]') { "'" + $value.Replace("'", "''") + "'" } else { $value }
    [System.Management.Automation.CompletionResult]::new($typed, $value, 'ParameterValue', $text)
  }
}
`
