using System.ComponentModel;
using System.Diagnostics;
using ClaudeSidecar.Settings.ClaudeSettings;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>Claude Code itself, and the settings that decide where it sends its requests.</summary>
internal static class ClaudeChecks
{
    private static readonly string[] CredentialVariables = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"];

    public static async Task<Finding> VersionAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("claude") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add("--version");
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(15));
            using var claude = Process.Start(start)!;
            claude.StandardInput.Close();
            var version = (await claude.StandardOutput.ReadToEndAsync(limit.Token)).Trim();
            await claude.WaitForExitAsync(limit.Token);
            return claude.ExitCode == 0
                ? Finding.Ok("Claude Code", version)
                : Finding.Warn("Claude Code", "`claude --version` failed", "reinstall Claude Code");
        }
        catch (Win32Exception)
        {
            return Finding.Warn("Claude Code", "`claude` is not on PATH", "npm install -g @anthropic-ai/claude-code");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Finding.Warn("Claude Code", "`claude --version` did not answer within 15 seconds", "reinstall Claude Code");
        }
    }

    /// <summary>Who else says where Claude Code is to go (edge case 122).</summary>
    public static IEnumerable<Finding> Precedence(string folder, ClaudeFolders folders, ITrackedFiles tracked, Func<string, string?> environment)
    {
        var sources = folders.SourcesFor(folder).Select(source => (source, url: source.BaseUrl())).Where(found => found.url is not null).ToList();
        foreach (var (source, url) in sources.Where(found => !ClaudeSettingsDocument.IsOurs(found.url!)))
        {
            yield return source.Scope is SettingsScope.Project or SettingsScope.Local && tracked.IsTracked(source.File)
                ? Finding.Warn("settings", $"{source.File} came with the repository and sends Claude Code to {url}", "take it out unless you trust it, or run claude-sidecar sync, which outranks it")
                : Finding.Warn("settings", $"{source.File} sends Claude Code to {url}", "take it out, or add that address as a provider in sidecar.json");
        }

        if (sources.FirstOrDefault() is { source: not null } first && ClaudeSettingsDocument.IsOurs(first.url!))
        {
            yield return Finding.Ok("settings", $"{first.source.File} sends Claude Code through the sidecar");
        }
        else if (sources.Count == 0)
        {
            yield return environment(OwnedSettings.BaseUrlKey) switch
            {
                null or "" => Finding.Ok("settings", $"nothing sends sessions in {folder} through the sidecar; claude-sidecar sync does, and claude-sidecar run does for one"),
                var url when ClaudeSettingsDocument.IsOurs(url) => Finding.Ok("settings", "this terminal sends Claude Code through the sidecar"),
                var url => Finding.Warn("settings", $"{OwnedSettings.BaseUrlKey} in this terminal sends Claude Code to {url}", $"unset {OwnedSettings.BaseUrlKey}, or add that address as a provider in sidecar.json"),
            };
        }

        foreach (var variable in CredentialVariables.Where(variable => !string.IsNullOrEmpty(environment(variable))))
        {
            yield return Finding.Warn("credentials", $"{variable} is set and replaces your Claude login", $"unset {variable} to use your subscription");
        }

        if (!string.IsNullOrEmpty(environment("CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST")))
        {
            yield return Finding.Warn("settings", "CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST is set, so Claude Code ignores base URLs in settings files", "start Claude Code with claude-sidecar run");
        }
    }
}
