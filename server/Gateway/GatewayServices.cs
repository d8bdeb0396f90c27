using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Control;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Observability;
using ClaudeSidecar.Observability.History;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Gateway;

/// <summary>What the front door works with.</summary>
/// <param name="Routing">What routing remembers.</param>
/// <param name="Backends">Who can be asked.</param>
/// <param name="Control">What is told and asked about the whole.</param>
/// <param name="Workspaces">The workspace keys.</param>
/// <param name="Token">The control plane's token.</param>
/// <param name="Activity">When there was traffic last.</param>
/// <param name="Metrics">What is counted.</param>
/// <param name="History">What is written down.</param>
/// <param name="Turns">Prepares ahead of time what a local model would get.</param>
public sealed record GatewayServices(
    RoutingState Routing,
    BackendRegistry Backends,
    SidecarControl Control,
    WorkspaceStore Workspaces,
    ControlToken Token,
    ActivityClock Activity,
    SidecarMetrics Metrics,
    HistoryLog History,
    TurnPreparation Turns)
{
    /// <summary>How the models count, for each provider.</summary>
    public Calibration Calibration { get; init; } = new();
}
