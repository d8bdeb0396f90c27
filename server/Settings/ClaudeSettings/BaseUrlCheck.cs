namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>Looks for base URLs that others have set: one that ours would silently bypass, or that would silently bypass ours (edge case 122).</summary>
internal sealed class BaseUrlCheck(ClaudeFolders folders, ITrackedFiles tracked, SidecarOptions options)
{
    /// <summary>Why our base URL must not be written; null when it may.</summary>
    /// <param name="folder">The folder concerned.</param>
    /// <param name="target">The file that we would write.</param>
    public string? Refusal(string folder, string target) => Foreign(folder)
        .Where(found => !IsProvider(found.Url) && (found.Source.File == target || !CameWithRepository(found.Source)))
        .Select(found => $"{found.Source.File} already sends Claude Code to {found.Url}: add that address as a provider in sidecar.json, or take it out of the file, and run this again; nothing was written.")
        .Concat(Outranking(folder, target).Select(found => $"{found.Source.File} outranks {target} and sends Claude Code to {found.Url}: take it out there, or set settings.target in sidecar.json to another file; nothing was written."))
        .FirstOrDefault();

    /// <summary>What the user should know besides; null when there is nothing.</summary>
    public string? Warning(string folder) => Foreign(folder)
        .Where(found => CameWithRepository(found.Source))
        .Select(found => $"{found.Source.File} came with the repository and names another base URL, {found.Url}, which is not honoured.")
        .FirstOrDefault();

    private IEnumerable<(SettingsSource Source, string Url)> Foreign(string folder) => folders.SourcesFor(folder)
        .Select(source => (source, url: source.BaseUrl()))
        .Where(found => found.url is not null && !ClaudeSettingsDocument.IsOurs(found.url))
        .Select(found => (found.source, found.url!));

    private IEnumerable<(SettingsSource Source, string Url)> Outranking(string folder, string target) =>
        Foreign(folder).TakeWhile(found => found.Source.File != target).Where(found => Rank(folder, found.Source.File) < Rank(folder, target));

    private int Rank(string folder, string file) => folders.SourcesFor(folder).TakeWhile(source => source.File != file).Count();

    private bool CameWithRepository(SettingsSource source) => source.Scope is SettingsScope.Project or SettingsScope.Local && tracked.IsTracked(source.File);

    private bool IsProvider(string url) =>
        Uri.TryCreate(url.TrimEnd('/'), UriKind.Absolute, out var address) && options.Providers.Any(provider => provider.BaseUrl == address || new Uri(provider.BaseUrl, "v1") == address);
}
