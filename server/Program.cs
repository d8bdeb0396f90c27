using ClaudeSidecar.Cli;

Detachment.LeaveTerminal();
return await CommandLine.RunAsync(args);
