using System.Reflection;

namespace ClaudeSidecar.Cli;

/// <summary>The version of this program.</summary>
internal static class OwnVersion
{
    /// <summary>As three numbers, without the build's own suffix.</summary>
    public static string Text { get; } =
        typeof(OwnVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
