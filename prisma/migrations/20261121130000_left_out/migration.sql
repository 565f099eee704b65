-- Headers that somebody chose to leave out of a replay: what does not fit one frame, what RabbitMQ cannot read.
ALTER TABLE "replay" ADD COLUMN "left_out" TEXT[] DEFAULT ARRAY[]::TEXT[];
