using System.ComponentModel;
using System.Diagnostics;
using ClaudeSidecar.Settings.ClaudeSettings;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>Claude Code itself, and the settings that decide where it sends its requests.</summary>
internal static class ClaudeChecks
{
    private static readonly string[] CredentialVariables = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"];

    public static async Task<Finding> VersionAsync(Wording words, CancellationToken cancellation)
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
                : Finding.Warn("Claude Code", words.Say("`claude --version` failed", "`claude --version` 执行失败"), words.Say("reinstall Claude Code", "请重新安装 Claude Code"));
        }
        catch (Win32Exception)
        {
            return Finding.Warn("Claude Code", words.Say("`claude` is not on PATH", "PATH 中没有 `claude`"), "npm install -g @anthropic-ai/claude-code");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Finding.Warn("Claude Code", words.Say("`claude --version` did not answer within 15 seconds", "`claude --version` 在 15 秒内没有回答"), words.Say("reinstall Claude Code", "请重新安装 Claude Code"));
        }
    }

    /// <summary>Who else says where Claude Code is to go (edge case 122).</summary>
    public static IEnumerable<Finding> Precedence(string folder, ClaudeFolders folders, ITrackedFiles tracked, Func<string, string?> environment, Wording words)
    {
        var settings = words.Say("settings", "设置");
        var sources = folders.SourcesFor(folder).Select(source => (source, url: source.BaseUrl())).Where(found => found.url is not null).ToList();
        foreach (var (source, url) in sources.Where(found => !ClaudeSettingsDocument.IsOurs(found.url!)))
        {
            yield return source.Scope is SettingsScope.Project or SettingsScope.Local && tracked.IsTracked(source.File)
                ? Finding.Warn(
                    settings,
                    words.Say($"{source.File} came with the repository and sends Claude Code to {url}", $"{source.File} 随仓库而来，会把 Claude Code 的请求发往 {url}"),
                    words.Say("take it out unless you trust it, or run claude-sidecar sync, which outranks it", "若不信任该地址，请将其删除；或运行 claude-sidecar sync，其设置优先级更高"))
                : Finding.Warn(
                    settings,
                    words.Say($"{source.File} sends Claude Code to {url}", $"{source.File} 会把 Claude Code 的请求发往 {url}"),
                    words.Say("take it out, or add that address as a provider in sidecar.json", "请将其删除，或在 sidecar.json 中把该地址添加为后端"));
        }

        if (sources.FirstOrDefault() is { source: not null } first && ClaudeSettingsDocument.IsOurs(first.url!))
        {
            yield return Finding.Ok(settings, words.Say($"{first.source.File} sends Claude Code through the sidecar", $"{first.source.File} 让 Claude Code 经由 sidecar"));
        }
        else if (sources.Count == 0)
        {
            yield return environment(OwnedSettings.BaseUrlKey) switch
            {
                null or "" => Finding.Ok(settings, words.Say(
                    $"nothing sends sessions in {folder} through the sidecar; claude-sidecar sync does, and claude-sidecar run does for one",
                    $"{folder} 中的会话目前不经由 sidecar；claude-sidecar sync 可让其全部经由 sidecar，claude-sidecar run 只对一个会话生效")),
                var url when ClaudeSettingsDocument.IsOurs(url) => Finding.Ok(settings, words.Say("this terminal sends Claude Code through the sidecar", "此终端让 Claude Code 经由 sidecar")),
                var url => Finding.Warn(
                    settings,
                    words.Say($"{OwnedSettings.BaseUrlKey} in this terminal sends Claude Code to {url}", $"此终端的 {OwnedSettings.BaseUrlKey} 会把 Claude Code 的请求发往 {url}"),
                    words.Say($"unset {OwnedSettings.BaseUrlKey}, or add that address as a provider in sidecar.json", $"请取消设置 {OwnedSettings.BaseUrlKey}，或在 sidecar.json 中把该地址添加为后端")),
            };
        }

        foreach (var variable in CredentialVariables.Where(variable => !string.IsNullOrEmpty(environment(variable))))
        {
            yield return Finding.Warn(
                words.Say("credentials", "凭据"),
                words.Say($"{variable} is set and replaces your Claude login", $"已设置 {variable}，它会取代你的 Claude 登录"),
                words.Say($"unset {variable} to use your subscription", $"要使用订阅，请取消设置 {variable}"));
        }

        if (!string.IsNullOrEmpty(environment("CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST")))
        {
            yield return Finding.Warn(
                settings,
                words.Say("CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST is set, so Claude Code ignores base URLs in settings files", "已设置 CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST，因此 Claude Code 会忽略设置文件中的地址"),
                words.Say("start Claude Code with claude-sidecar run", "请用 claude-sidecar run 启动 Claude Code"));
        }
    }
}
