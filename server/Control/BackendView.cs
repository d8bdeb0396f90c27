using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Control;

/// <summary>Turns what is known of a provider into what users are shown. Pure.</summary>
public static class BackendView
{
    /// <summary>One provider.</summary>
    /// <param name="provider">As configured.</param>
    /// <param name="health">What is known of it.</param>
    /// <param name="quota">What people call the quota that is used up; null for none.</param>
    /// <param name="seen">True once it has answered.</param>
    /// <param name="find">What the last search for it found; null for none.</param>
    /// <param name="cut">The prompt whose beginning its server dropped; null for none.</param>
    /// <param name="warm">What it has read ahead of time; null for nothing.</param>
    /// <param name="withModels">True to tell every model.</param>
    public static BackendStatus Of(ProviderOptions provider, BackendHealth health, (string Text, string TextZh)? quota, bool seen, LocalOutlook? find, PromptReading? cut = null, WarmState? warm = null, bool withModels = false) => new()
    {
        Name = provider.Name,
        Dialect = provider.Dialect.ToString().ToLowerInvariant(),
        BaseUrl = Shown(provider.BaseUrl),
        Local = provider.Local,
        State = !health.Available ? health.Cause.IsConfirmedLimit() ? "limited" : "down" : IsAbsent(provider, find) ? "down" : seen || find?.Model is not null ? "ready" : "unknown",
        Detail = !health.Available ? FailureWords.Of(health.Cause, quota).Text : IsAbsent(provider, find) ? find!.Absent : null,
        DetailZh = !health.Available ? FailureWords.Of(health.Cause, quota).TextZh : IsAbsent(provider, find) ? find!.AbsentZh : null,
        Until = health.Until,
        Model = find?.Model?.Id ?? provider.Model,
        ContextWindow = find?.Window ?? provider.ContextWindow,
        Kind = find?.Server?.Kind.Name,
        Server = find?.Server is { } made && made.Kind != ServerKind.Other ? made.Title : null,
        Address = find?.Server is { } server ? Shown(server.BaseUrl) : null,
        Warm = warm is null ? null : WarmWords.Of(warm),
        Remarks = Remarks([.. cut is null ? [] : new[] { ModelFitness.Cut(cut) }, .. find?.Remarks ?? []]) is { Count: > 0 } remarks ? remarks : null,
        Models = withModels && find?.Server is { } offering ? [.. offering.Models.Select(model => Model(provider, offering, model, find.Model?.Id))] : null,
    };

    private static ModelStatus Model(ProviderOptions provider, LocalServer server, LocalModel model, string? chosen)
    {
        var remarks = ModelFitness.Judge(provider, server, model);
        return new()
        {
            Id = model.Id,
            State = model.State.ToString().ToLowerInvariant(),
            Chosen = model.Id == chosen,
            Fit = !remarks.Any(remark => remark.Unfit),
            ContextWindow = ModelWindow.Of(provider, server.Kind, model),
            LoadedContext = model.ContextLength,
            MaxContext = model.MaxContext,
            Tools = model.Tools,
            Vision = model.Vision,
            Thinking = model.Thinking,
            Remote = model.Remote,
            Quantisation = model.Quantisation,
            Parameters = model.Parameters,
            Bytes = model.Bytes,
            Architecture = model.Architecture,
            Remarks = Remarks(remarks),
        };
    }

    private static IReadOnlyList<RemarkStatus> Remarks(IReadOnlyList<ModelRemark> remarks) =>
    [
        .. remarks.Select(remark => new RemarkStatus
        {
            Code = remark.Code,
            Unfit = remark.Unfit,
            Text = remark.Text,
            TextZh = remark.TextZh,
            Fix = remark.Fix,
            FixZh = remark.FixZh,
        }),
    ];

    // A cloud need not list its models to answer.
    private static bool IsAbsent(ProviderOptions provider, LocalOutlook? find) => provider.Local && find?.Absent is not null;

    private static string Shown(Uri address) => address.GetLeftPart(UriPartial.Path).TrimEnd('/');
}
