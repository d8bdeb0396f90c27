using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>What a provider comes to, as far as a search tells: which server, which model, which window, and what is to be said of it.</summary>
public sealed record LocalOutlook
{
    /// <summary>The server that would be asked; null when none was found.</summary>
    public LocalServer? Server { get; private init; }

    /// <summary>The model that would be asked for; null when there is none.</summary>
    public LocalModel? Model { get; private init; }

    /// <summary>The window in tokens that it would have; null = not known.</summary>
    public int? Window { get; private init; }

    /// <summary>What is to be said of the model.</summary>
    public IReadOnlyList<ModelRemark> Remarks { get; private init; } = [];

    /// <summary>Why nobody could be asked, in English; null when somebody can.</summary>
    public string? Absent { get; private init; }

    /// <summary>The same in Chinese.</summary>
    public string? AbsentZh { get; private init; }

    /// <summary>What it was made of.</summary>
    public required DiscoveryReport Report { get; init; }

    /// <summary>Makes it. Pure.</summary>
    /// <param name="provider">What is configured.</param>
    /// <param name="report">What was found.</param>
    /// <param name="before">The model that was chosen before; null for none.</param>
    public static LocalOutlook Of(ProviderOptions provider, DiscoveryReport report, string? before = null)
    {
        // Of several servers, the same counts as of one server's models; the order of the places decides between equals.
        var choices = report.Servers
            .Select(server => (Server: server, Model: ModelChoice.InOrder(provider, server, before).FirstOrDefault()!))
            .Where(choice => choice.Model is not null)
            .OrderBy(choice => ModelFitness.IsUnfit(provider, choice.Server, choice.Model))
            .ThenBy(choice => choice.Model.Id != before)
            .ThenBy(choice => ModelChoice.Nearness(choice.Model.State));
        if (choices.FirstOrDefault() is { Model: { } model } choice)
        {
            var server = choice.Server;
            return new() { Report = report, Server = server, Model = model, Window = ModelWindow.Of(provider, server.Kind, model), Remarks = ModelFitness.Judge(provider, server, model) };
        }

        return report.Servers switch
        {
            [] => new() { Report = report, Absent = report.Summary, AbsentZh = report.SummaryZh },
            [var first, ..] when provider.Model is { } wanted && !first.Starting => Lacking(provider, report, first, wanted),
            [var first, ..] => new() { Report = report, Server = first, Absent = report.Summary, AbsentZh = report.SummaryZh },
        };
    }

    /// <summary>True when another search came to the same.</summary>
    public bool SameAs(LocalOutlook other) => Model == other.Model && Report.SameAs(other.Report);

    // It may be a server that takes any name: whether it does, the request will show.
    private static LocalOutlook Lacking(ProviderOptions provider, DiscoveryReport report, LocalServer server, string wanted) => new()
    {
        Report = report,
        Server = server,
        Model = new LocalModel(wanted, null),
        Window = provider.ContextWindow,
        Remarks = [ModelFitness.Missing(server, wanted)],
    };
}
