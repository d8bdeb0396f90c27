using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Rpc;

/// <summary>Tells the clients what changes: states to all of them and not too often, notices to the one in use.</summary>
internal sealed class RpcNotifier : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200); // five a second

    private readonly ISidecarControl _control;
    private readonly RpcClients _clients;
    private readonly StateGate<QuotaStatus> _quota;
    private readonly StateGate<RouteStatus> _route;
    private readonly StateGate<BackendsChangedParams> _backends;
    private readonly StateGate<QuestionChangedParams> _question;

    /// <summary>Listens to the control from now on.</summary>
    public RpcNotifier(ISidecarControl control, RpcClients clients, TimeProvider time)
    {
        _control = control;
        _clients = clients;
        _quota = new(Interval, time, state => Publish(Methods.QuotaChanged, state, RpcJson.Default.QuotaStatus));
        _route = new(Interval, time, state => Publish(Methods.RouteChanged, state, RpcJson.Default.RouteStatus));
        _backends = new(Interval, time, state => Publish(Methods.BackendsChanged, state, RpcJson.Default.BackendsChangedParams));
        _question = new(Interval, time, state => Publish(Methods.QuestionChanged, state, RpcJson.Default.QuestionChangedParams, WhoAsk()));
        control.QuotaChanged += _quota.Offer;
        control.RouteChanged += _route.Offer;
        control.BackendsChanged += OnBackends;
        control.Noticed += OnNotice;
        control.Question.Audience += IsAnybodyThere;
        control.Question.Changed += OnQuestion;
    }

    /// <summary>Listens no more.</summary>
    public void Dispose()
    {
        _control.QuotaChanged -= _quota.Offer;
        _control.RouteChanged -= _route.Offer;
        _control.BackendsChanged -= OnBackends;
        _control.Noticed -= OnNotice;
        _control.Question.Audience -= IsAnybodyThere;
        _control.Question.Changed -= OnQuestion;
        _quota.Dispose();
        _route.Dispose();
        _backends.Dispose();
        _question.Dispose();
    }

    private void OnBackends(IReadOnlyList<BackendStatus> backends) => _backends.Offer(new() { Backends = backends });

    // Every window hears of a question, for only they know which one the user looks at.
    private void OnQuestion() => _question.Offer(new() { Question = _control.Question.Current });

    private bool IsAnybodyThere() => WhoAsk().Any();

    private IEnumerable<RpcLink> WhoAsk() => _clients.All().Where(link => link.Can(RpcMethods.QuestionsCapability));

    // One window shows an episode, not each of ten: the one whose user did something last.
    private void OnNotice(Notice notice)
    {
        var told = new NoticeParams
        {
            Code = notice.Code,
            Level = notice.Warning ? "warning" : "info",
            Text = notice.Text,
            TextZh = notice.TextZh,
        };
        _clients.LastThatAsked(RpcMethods.NoticesCapability)
            ?.Notify(Methods.Notice, JsonSerializer.SerializeToUtf8Bytes(told, RpcJson.Default.NoticeParams));
    }

    private void Publish<T>(string method, T state, JsonTypeInfo<T> type) => Publish(method, state, type, _clients.All());

    private static void Publish<T>(string method, T state, JsonTypeInfo<T> type, IEnumerable<RpcLink> to)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(state, type);
        foreach (var link in to)
        {
            link.Publish(method, json);
        }
    }
}
