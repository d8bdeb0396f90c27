using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Settings;

/// <summary>What the table cannot say: rules that look at two options at once. Only for JSON whose single values are all right.</summary>
internal static partial class OptionRules
{
    // "local" is a word of `switch` too, and may name a provider: then both mean the same.
    private static readonly string[] Reserved = ["auto", "cloud"];

    public static IEnumerable<string> Check(JsonElement root)
    {
        var options = OptionsBinder.Bind(root);
        return Handover(options.Handover).Concat(Context(options)).Concat(Vocabulary(options)).Concat(root.TryGetProperty("providers", out _) ? Providers(options.Providers) : []);
    }

    private static IEnumerable<string> Handover(HandoverOptions handover)
    {
        if (handover.ReturnAbove < handover.SwitchBelow)
        {
            yield return "handover.returnAbove is smaller than handover.switchBelow, so sessions would go to and fro; write a larger one.";
        }
    }

    private static IEnumerable<string> Context(SidecarOptions options)
    {
        if (options.Context.CloudBrief is { } name && options.Providers.FirstOrDefault(provider => provider.Name == name) is not { Credentials: CredentialKind.Key })
        {
            yield return $"context.cloudBrief is \"{name}\", but only a provider with apiKeyEnv may write briefs, for your Claude login is never used for them; name such a provider, or leave it out.";
        }
    }

    private static IEnumerable<string> Vocabulary(SidecarOptions options)
    {
        if (options.Context.Vocabulary is { } path && !Path.IsPathFullyQualified(path))
        {
            yield return $"context.vocabulary is \"{path}\"; write an absolute path, or leave it out.";
        }
    }

    private static IEnumerable<string> Providers(IReadOnlyList<ProviderOptions> providers)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, provider) in providers.Index())
        {
            var path = $"providers[{index}]";
            if (!Name().IsMatch(provider.Name) || Reserved.Contains(provider.Name, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"{path}.name is \"{provider.Name}\"; use letters, digits, '-', '_' and '.', and neither \"auto\" nor \"cloud\".";
            }
            else if (!names.Add(provider.Name))
            {
                yield return $"{path}.name \"{provider.Name}\" is used twice; give each provider its own.";
            }

            foreach (var wrong in Credentials(provider))
            {
                yield return $"{path}.{wrong}";
            }
        }
    }

    private static IEnumerable<string> Credentials(ProviderOptions provider)
    {
        if (provider.Credentials == CredentialKind.Key && provider.ApiKeyEnv is null)
        {
            yield return "credentials is \"key\", but apiKeyEnv is missing; name the environment variable that holds the key.";
        }

        if (provider.Credentials != CredentialKind.Key && provider.ApiKeyEnv is not null)
        {
            yield return "apiKeyEnv is set, but credentials says that no key is sent; remove one of them.";
        }

        if (provider.Credentials == CredentialKind.Client && (provider.Local || provider.Dialect is not Dialect.Anthropic))
        {
            // Never send a credential to a host it was not meant for (edge case 59).
            yield return "credentials is \"client\", but your Claude login may only go to a provider with dialect \"anthropic\" that is not local; write \"none\" or \"key\".";
        }

        var path = provider.BaseUrl.AbsolutePath;
        if (path.EndsWith("/messages", StringComparison.Ordinal) || path.EndsWith("/chat/completions", StringComparison.Ordinal) || path.EndsWith("/api/chat", StringComparison.Ordinal))
        {
            yield return $"baseUrl ends in {path}, which is added to it; leave that out.";
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]+\z")]
    private static partial Regex Name();
}
