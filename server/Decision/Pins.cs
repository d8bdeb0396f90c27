using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Decision;

/// <summary>What a user can pin a route to (design 3, <c>switch</c>).</summary>
public static class Pins
{
    /// <summary>No pin.</summary>
    public const string Auto = "auto";

    /// <summary>Any provider that is not on the developer's own machine.</summary>
    public const string Cloud = "cloud";

    /// <summary>Any provider on the developer's own machine.</summary>
    public const string Local = "local";

    /// <summary>The spelling that is kept: words in lower case, a provider's name as configured; null when there is no such provider.</summary>
    /// <param name="wanted">What the user wrote.</param>
    /// <param name="options">What is configured.</param>
    public static string? Canonical(string wanted, SidecarOptions options) => wanted.Trim().ToLowerInvariant() switch
    {
        Auto => Auto,
        var word and (Cloud or Local) when options.Providers.Any(provider => Matches(word, provider)) => word,
        var name => options.Providers.FirstOrDefault(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Name,
    };

    /// <summary>True when a pin allows a provider.</summary>
    public static bool Matches(string pin, ProviderOptions provider) => pin switch
    {
        Auto => true,
        Cloud => !provider.Local,
        Local => provider.Local,
        _ => provider.Name == pin,
    };
}
