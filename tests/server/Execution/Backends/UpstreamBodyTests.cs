using System.Text;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Backends;

public sealed class UpstreamBodyTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly ManualTime _time = new();

    [Fact] // edge case 95: a paused terminal takes nothing for as long as it likes
    public async Task TheTimeThatTheClientTakesIsNotTheUpstreamsSilence()
    {
        using var response = new HttpResponseMessage { Content = new StreamContent(new Pieces("one", "two")) };
        using var idle = new CancellationTokenSource(Limit, _time);
        var read = new List<string>();
        await foreach (var piece in UpstreamBody.ReadAsync(response, idle, Limit))
        {
            read.Add(Encoding.ASCII.GetString(piece.Span));
            _time.Advance(Limit * 3);
        }

        Assert.Equal(["one", "two"], read);
    }

    [Fact]
    public async Task AnUpstreamThatIsSilentForTooLongIsGivenUp()
    {
        var silent = new Pieces("one") { NeverEnds = true };
        using var response = new HttpResponseMessage { Content = new StreamContent(silent) };
        using var idle = new CancellationTokenSource(Limit, _time);
        await using var pieces = UpstreamBody.ReadAsync(response, idle, Limit).GetAsyncEnumerator();
        Assert.True(await pieces.MoveNextAsync());

        var next = pieces.MoveNextAsync().AsTask();
        _time.Advance(Limit);

        // The patience of the test ends with the same exception: it is the reading that must have failed.
        await Record.ExceptionAsync(() => next.WaitAsync(TimeSpan.FromSeconds(90)));
        Assert.IsType<TimeoutException>(next.Exception?.InnerException);
    }

    /// <summary>A stream that gives one piece for each read.</summary>
    private sealed class Pieces(params string[] pieces) : Stream
    {
        private int _next;

        public bool NeverEnds { get; init; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_next == pieces.Length)
            {
                await Task.Delay(NeverEnds ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, TimeProvider.System, cancellationToken);
                return 0;
            }

            return buffer.IsEmpty ? 0 : Encoding.ASCII.GetBytes(pieces[_next++], buffer.Span);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
