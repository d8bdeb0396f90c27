using ClaudeSidecar.Settings;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>State folder, configuration, running process and port.</summary>
internal static class StateChecks
{
    public static Finding Folder(SidecarPaths paths, Wording words)
    {
        var subject = words.Say("state folder", "状态目录");
        try
        {
            StateFolder.Open(paths);
            return Finding.Ok(subject, paths.StateDirectory);
        }
        catch (StorageException refused)
        {
            return Finding.Fail(subject, refused.Message);
        }
    }

    /// <summary>The configuration's findings, and the options to go on with: the defaults where the file is broken.</summary>
    public static (IReadOnlyList<Finding> Findings, SidecarOptions Options) Configuration(SidecarPaths paths, Wording words)
    {
        var subject = words.Say("configuration", "配置");
        if (!File.Exists(paths.Configuration))
        {
            return ([Finding.Ok(subject, words.Say($"{paths.Configuration} does not exist; the defaults hold", $"{paths.Configuration} 不存在，使用默认配置"))], new());
        }

        var read = OptionsReader.Parse(File.ReadAllBytes(paths.Configuration), paths.Configuration);
        if (read.Options is { } options)
        {
            return ([Finding.Ok(subject, paths.Configuration), .. MissingKeys(options, words), .. Vocabulary(options, words)], options);
        }

        return ([.. read.Errors.Select(error => Finding.Fail(subject, error, Correct(words)))], new());
    }

    public static Finding Process(SidecarPaths paths, SidecarOptions options, Wording words)
    {
        if (InstanceFile.ReadAlive(paths) is not { } running)
        {
            return Port(paths, options, words);
        }

        return running.Version == Composition.Version
            ? Finding.Ok(Running(words), words.Say($"version {running.Version} at {running.BaseUrl}, pid {running.Pid}", $"版本 {running.Version}，地址 {running.BaseUrl}，进程号 {running.Pid}"))
            : Finding.Warn(
                Running(words),
                words.Say($"version {running.Version} runs at {running.BaseUrl}, and this is {Composition.Version}", $"{running.BaseUrl} 上运行的是版本 {running.Version}，而本程序是 {Composition.Version}"),
                words.Say("claude-sidecar stop, then claude-sidecar ensure", "请先运行 claude-sidecar stop，再运行 claude-sidecar ensure"));
    }

    /// <summary>What to do about a file that is not as it should be.</summary>
    public static string Correct(Wording words) => words.Say("correct the file; a running sidecar reads it again by itself", "请改正该文件；运行中的 sidecar 会自动重新读取");

    private static string Running(Wording words) => words.Say("process", "进程");

    private static Finding Port(SidecarPaths paths, SidecarOptions options, Wording words)
    {
        try
        {
            var port = new PortMemory(paths).Choose(null, options.Listen.Port);
            return Finding.Ok(Running(words), words.Say(
                $"none is running; port {port} is free for it (start it with claude-sidecar ensure)",
                $"没有在运行；端口 {port} 可用（用 claude-sidecar ensure 启动）"));
        }
        catch (StorageException taken)
        {
            return Finding.Fail(words.Say("port", "端口"), taken.Message);
        }
    }

    private static IEnumerable<Finding> MissingKeys(SidecarOptions options, Wording words) => options.Providers
        .Where(provider => provider.ApiKeyEnv is { } variable && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
        .Select(provider => Finding.Warn(
            words.Say("configuration", "配置"),
            words.Say($"{provider.Name} takes its key from {provider.ApiKeyEnv}, which is not set here", $"{provider.Name} 从 {provider.ApiKeyEnv} 读取密钥，但此处没有设置该变量"),
            words.Say($"set {provider.ApiKeyEnv} in the environment that the sidecar is started from", $"请在启动 sidecar 的环境中设置 {provider.ApiKeyEnv}")));

    private static IEnumerable<Finding> Vocabulary(SidecarOptions options, Wording words) => VocabularyChoice.Check(options.Context) is not { } unread ? [] :
    [
        Finding.Warn(
            words.Say("configuration", "配置"),
            words.Say(unread, $"词表未能使用。{unread}"),
            words.Say("correct the file or the path, and start the sidecar again; until then prompts are counted with o200k_base", "请改正该文件或路径，然后重新启动 sidecar；在此之前使用 o200k_base 统计")),
    ];
}
