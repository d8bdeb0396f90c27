using ClaudeSidecar.Settings;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>State folder, configuration, running process and port.</summary>
internal static class StateChecks
{
    public static Finding Folder(SidecarPaths paths)
    {
        try
        {
            StateFolder.Open(paths);
            return Finding.Ok("state folder", paths.StateDirectory);
        }
        catch (StorageException refused)
        {
            return Finding.Fail("state folder", refused.Message);
        }
    }

    /// <summary>The configuration's findings, and the options to go on with: the defaults where the file is broken.</summary>
    public static (IReadOnlyList<Finding> Findings, SidecarOptions Options) Configuration(SidecarPaths paths)
    {
        if (!File.Exists(paths.Configuration))
        {
            return ([Finding.Ok("configuration", $"{paths.Configuration} does not exist; the defaults hold")], new());
        }

        var read = OptionsReader.Parse(File.ReadAllBytes(paths.Configuration), paths.Configuration);
        if (read.Options is { } options)
        {
            return ([Finding.Ok("configuration", paths.Configuration), .. MissingKeys(options)], options);
        }

        return ([.. read.Errors.Select(error => Finding.Fail("configuration", error, "correct the file; a running sidecar reads it again by itself"))], new());
    }

    public static Finding Process(SidecarPaths paths, SidecarOptions options)
    {
        if (InstanceFile.ReadAlive(paths) is not { } running)
        {
            return Port(paths, options);
        }

        return running.Version == Composition.Version
            ? Finding.Ok("process", $"version {running.Version} at {running.BaseUrl}, pid {running.Pid}")
            : Finding.Warn("process", $"version {running.Version} runs at {running.BaseUrl}, and this is {Composition.Version}", "claude-sidecar stop, then claude-sidecar ensure");
    }

    private static Finding Port(SidecarPaths paths, SidecarOptions options)
    {
        try
        {
            var port = new PortMemory(paths).Choose(null, options.Listen.Port);
            return Finding.Ok("process", $"none is running; port {port} is free for it (start it with claude-sidecar ensure)");
        }
        catch (StorageException taken)
        {
            return Finding.Fail("port", taken.Message);
        }
    }

    private static IEnumerable<Finding> MissingKeys(SidecarOptions options) => options.Providers
        .Where(provider => provider.ApiKeyEnv is { } variable && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
        .Select(provider => Finding.Warn("configuration", $"{provider.Name} takes its key from {provider.ApiKeyEnv}, which is not set here", $"set {provider.ApiKeyEnv} in the environment that the sidecar is started from"));
}
