using System.Text.RegularExpressions;
using ClaudeSidecar.Control;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Observability.History;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Gateway;

/// <summary>What the history keeps of a request that has ended: nothing of its content.</summary>
internal static partial class RequestRecords
{
    private const int LongestName = 64;

    /// <summary>The record.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="chain">Who was asked.</param>
    /// <param name="context">What the client got.</param>
    /// <param name="now">The end.</param>
    /// <param name="took">How long it took.</param>
    public static RequestRecord Of(Exchange exchange, AttemptChain chain, HttpContext context, DateTimeOffset now, TimeSpan took)
    {
        var (session, agent) = HistoryBoard.Parts(exchange.Route.SessionKey);
        var meter = exchange.Last.Answer?.Held.Meter;
        var used = meter?.Read();
        var failure = Failure(exchange, chain, context);
        var asked = exchange.Last.Answer?.By ?? (chain.Failures.Count > 0 ? chain.Failures[^1].Candidate : null);
        var tools = exchange.Head is { InToolLoop: true } head && exchange.Text is { } text ? ToolOutcomes.Of(text.Span.Slice(head.LastContentStart, head.LastContentLength)) : default;
        return new()
        {
            At = now,
            Session = session,
            Agent = agent,
            Model = Name(exchange.Route.Model),
            Class = exchange.Class switch
            {
                RequestClass.Main => "main",
                RequestClass.SubAgent => "sub-agent",
                RequestClass.Compaction => "compaction",
                RequestClass.Auxiliary => "auxiliary",
                RequestClass.Probe => "probe",
                _ => "count",
            },
            Route = (asked?.Reason ?? RouteReason.Own).Word(),
            Backend = asked?.Provider ?? "",
            Status = context.Response.HasStarted ? context.Response.StatusCode : 0,
            Failure = failure == FailureKind.None ? null : Word(failure),
            Failovers = Math.Max(0, chain.Failures.Count - (exchange.Last.Answer is null || failure.MayFailOver() ? 1 : 0)),
            Input = used?.Input ?? 0,
            Cached = used?.CacheRead ?? 0,
            Output = used?.Output ?? 0,
            Milliseconds = (long)took.TotalMilliseconds,
            Stop = meter?.Stop is { } stop ? Name(stop) : null,
            StartsTurn = exchange.Spender.StartsTurn,
            ToolResults = tools.Results,
            ToolErrors = tools.Errors,
        };
    }

    private static FailureKind Failure(Exchange exchange, AttemptChain chain, HttpContext context) => exchange.Last switch
    {
        { Fault: not FailureKind.None and var fault } => fault,
        { Answer.Held.Reply.Status: >= 200 and < 300 } => FailureKind.None,
        _ when context.RequestAborted.IsCancellationRequested => FailureKind.ClientGone,
        _ => chain.Failures.Count > 0 ? chain.Failures[^1].Refusal.Kind : FailureKind.None,
    };

    // A model is named by the client, which may write anything there: only what looks like a name is kept.
    private static string Name(string name) => name.Length <= LongestName && Names().IsMatch(name) ? name : "";

    private static string Word(FailureKind kind) => Capitals().Replace(kind.ToString(), "-$0").ToLowerInvariant();

    [GeneratedRegex(@"\A[A-Za-z0-9._:/@\[\]-]*\z")]
    private static partial Regex Names();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capitals();
}
