using System.Text.Encodings.Web;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Relay;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Control;

/// <summary>Asks a provider that is paid with a key of ours whether it answers: with the smallest request that there is.</summary>
/// <param name="routing">Learns how it went.</param>
/// <param name="find">The backend of a name; null when there is none.</param>
public sealed class KeyProbe(RoutingState routing, Func<string, IBackend?> find)
{
    // Where no model is configured, the smallest that Anthropic's dialect has.
    private const string SmallestModel = "claude-haiku-4-5";

    /// <summary>Asks it, unless somebody else is just doing so.</summary>
    /// <param name="provider">Whom; nothing happens unless a key of ours pays for it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task RunAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        if (provider.Credentials != CredentialKind.Key || find(provider.Name) is not { } backend || !routing.Health.TryEnter(provider.Name))
        {
            return;
        }

        var model = provider.Model ?? SmallestModel;
        try
        {
            var reply = await backend.SendAsync(Request(model), cancellationToken);
            await using var held = await FirstEvent.HoldAsync(reply, streaming: false, routing.Time, cancellationToken);
            var outcome = new TryOutcome { Status = reply.Status, Headers = reply.Headers, Transport = reply.Failure, Inside = reply.Status == 0 ? FailureKind.None : held.Failure };
            routing.Health.Report(provider.Name, model, FailureClassifier.Classify(outcome, routing.Time.GetUtcNow()));
        }
        catch (OperationCanceledException)
        {
            routing.Health.Report(provider.Name, model, new(FailureKind.ClientGone));
            throw;
        }
    }

    private static UpstreamRequest Request(string model)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"model":"{{JavaScriptEncoder.Default.Encode(model)}}","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}""");
        return new()
        {
            Method = HttpMethods.Post,
            PathAndQuery = "/v1/messages",
            Headers = new HeaderDictionary { ["Content-Type"] = "application/json", ["anthropic-version"] = "2023-06-01" },
            Body = body,
            Head = MessagesHeadReader.Read(body),
        };
    }
}
